"""Every block of the standard library means the same in PyTorch, JAX and ONNX, and in training."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
import pytest
import torch
from tests.ops.conftest import Compiled, graph_of
from tests.ops.test_examples import (
    test_targets_have_the_parameters_that_were_told as have_the_parameters_that_were_told,
)
from tests.ops.test_padding import leave_padding_out
from tests.ops.test_training_mode import train_alike
from tests.std.case import Case
from tests.std.cases import EACH

ROWS = 5


@pytest.mark.target
@pytest.mark.parametrize("case", EACH.values(), ids=EACH)
def test_targets_agree(case: Case) -> None:
    network = Compiled(graph_of(case.text, strictly=True))

    def same(_: str) -> Compiled:
        return network

    network.assert_agree(network.inputs(ROWS))
    have_the_parameters_that_were_told(same, case.text)
    if case.forgets:
        forget_while_training(network)
    else:
        train_alike(network, case.rounding)


UNEQUAL = {
    "attention.encoder_layer": "x: f32[T, 4]) -> y { y = x -> attention.encoder_layer(2)",
    "attention.decoder_layer": "x: f32[S, 4], z: f32[T, 4]) -> y {"
    " y = x -> attention.decoder_layer(z, 2)",
    "attention.sinusoidal_positions": "x: f32[T, 4]) -> y {"
    " y = x -> attention.sinusoidal_positions",
    "attention.learned_positions": "x: f32[T <= 9, 4]) -> y { y = x -> attention.learned_positions(9)",
    "attention.relative_bias": "x: f32[T, 4]) -> y {"
    " y = self_attention(x, bias=attention.relative_bias(x, heads=2), heads=2)",
    "sequence.encoder": "x: f32[T, 4]) -> y { y = x -> sequence.encoder(gru(3), bidirectional=true)",
    "sequence.attention_pooling": "x: f32[T, 4]) -> y { y = x -> sequence.attention_pooling",
    "sequence.tcn_block": "x: f32[T, 4]) -> y { y = x -> sequence.tcn_block(3, dilation=2)",
    "sequence.luong_attention": "x: f32[S, 4], z: f32[T, 4]) -> y {"
    " y = x -> sequence.luong_attention(z)",
    "sequence.encoder_decoder": "x: f32[S, 4], z: f32[T, 4]) -> y {"
    " y = x -> sequence.encoder_decoder(z, units=3)",
    "vision.residual": "x: f32[T, 4]) -> y { y = x -> vision.residual(3, stride=2)",
}
"""Blocks whose rows may be of unequal length."""


@pytest.mark.target
@pytest.mark.parametrize(("block", "rest"), UNEQUAL.items(), ids=UNEQUAL)
def test_padding_changes_nothing(block: str, rest: str) -> None:
    leave_padding_out(f"import {block.partition('.')[0]}\nnetwork({rest} }}")


def forget_while_training(network: Compiled) -> None:
    """Effect: fails unless what both backends give in training follows from a seed, and from no other."""
    inputs = network.inputs(ROWS)
    module = network.module.train()
    params, state = network.parts({k: jax.numpy.array(v) for k, v in network.weights.items()})

    def ours(seed: int) -> Any:
        torch.manual_seed(seed)
        return module(*map(torch.from_numpy, inputs.values())).detach().numpy()

    def theirs(seed: int) -> Any:
        given, key = inputs.values(), jax.random.key(seed)
        made, _ = network.functions.forward(params, state, *given, training=True, key=key)
        return np.asarray(made)

    for draw in (ours, theirs):
        np.testing.assert_array_equal(draw(1), draw(1))
        assert not np.allclose(draw(1), draw(2))
