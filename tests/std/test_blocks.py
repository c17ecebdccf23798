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
from tests.ops.test_training_mode import (
    test_batch_norm_normalises_and_follows_alike as train_alike,
)
from tests.std.cases import EACH, Case

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
        train_alike(same, case.text)


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
