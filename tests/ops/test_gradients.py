"""Gradients with respect to inputs and parameters are the same in PyTorch and in JAX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest
import torch

from tenet.catalogue.lookup import known
from tenet.catalogue.operation import Operation

Compile = Callable[[str], Any]
Arrays = dict[str, Any]

EXAMPLES = {
    f"{term}-{number}": text
    for term, operation in known(Operation).items()
    for number, text in enumerate(operation.examples, 1)
}


def torch_gradients(network: Any, inputs: Arrays, weights: Arrays, direction: Any) -> Arrays:
    """The gradient of the output along a direction, by input and by path."""
    module = network.module.double()
    given = {
        name: torch.from_numpy(value).requires_grad_(value.dtype.kind == "f")
        for name, value in inputs.items()
    }
    state = {path: torch.from_numpy(value.copy()) for path, value in weights.items()}
    module.load_state_dict(state)
    module.zero_grad()
    (module(*given.values()) * torch.from_numpy(direction)).sum().backward()
    smooth = {name: value for name, value in given.items() if value.requires_grad}
    found = smooth | dict(module.named_parameters())
    return {
        name: np.zeros_like(value.detach().numpy()) if value.grad is None else value.grad.numpy()
        for name, value in found.items()
    }


def jax_gradients(network: Any, inputs: Arrays, weights: Arrays, direction: Any) -> Arrays:
    """The same in JAX."""
    smooth = {name: value for name, value in inputs.items() if value.dtype.kind == "f"}

    def along(given: Arrays, params: Any, state: Any) -> Any:
        arguments = (inputs | given).values()
        return (network.functions.forward(params, state, *arguments)[0] * direction).sum()

    with jax.enable_x64(True):
        params, state = network.parts({k: jax.numpy.array(v) for k, v in weights.items()})
        given = {name: jax.numpy.array(value) for name, value in smooth.items()}
        of_inputs, of_params = jax.grad(along, argnums=(0, 1))(given, params, state)
        return {name: np.asarray(value) for name, value in (of_inputs | of_params).items()}


def precise(arrays: Arrays) -> Arrays:
    """The arrays, floats among them in double precision."""
    return {k: v.astype(np.float64) if v.dtype.kind == "f" else v for k, v in arrays.items()}


@pytest.mark.target
@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES)
def test_gradients_agree(compiled: Compile, text: str) -> None:
    network = compiled(text)
    inputs, weights = precise(network.inputs(3)), precise(network.weights)
    shape = network.torch(network.inputs(3))[0].shape
    direction = np.random.default_rng(3).standard_normal(shape)

    ours = torch_gradients(network, inputs, weights, direction)
    theirs = jax_gradients(network, inputs, weights, direction)

    assert set(ours) == set(theirs)
    for name, gradient in ours.items():
        scale = max(1.0, float(np.abs(gradient).max()))
        np.testing.assert_allclose(gradient, theirs[name], rtol=0, atol=1e-9 * scale, err_msg=name)


TIES = {
    "max_pool": "network(x: f32[2, 4, 4]) -> y { y = x -> max_pool(2) }",
    "max_pool-overlapping": "network(x: f32[2, 5, 5]) -> y {"
    " y = x -> max_pool(3, stride=1, padding=same) }",
    "relu": "network(x: f32[4]) -> y { y = x -> relu }",
    "leaky_relu": "network(x: f32[4]) -> y { y = x -> leaky_relu(0.2) }",
    "abs": "network(x: f32[4]) -> y { y = x -> abs }",
    "max": "network(x: f32[2, 3]) -> y { y = x -> max(axis=1) }",
    "min": "network(x: f32[2, 3]) -> y { y = x -> min }",
    "l1": "network(x: f32[2, 3]) -> y { y = x -> l1 }",
}


@pytest.mark.target
@pytest.mark.parametrize("text", TIES.values(), ids=TIES)
def test_a_tie_gives_the_gradient_to_the_same_one(compiled: Compile, text: str) -> None:
    network = compiled(text)
    inputs = {name: np.zeros(v.shape, np.float64) for name, v in network.inputs(2).items()}
    direction = np.random.default_rng(3).standard_normal(network.torch(network.inputs(2))[0].shape)

    ours = torch_gradients(network, inputs, {}, direction)
    theirs = jax_gradients(network, inputs, {}, direction)

    np.testing.assert_allclose(ours["x"], theirs["x"], rtol=0, atol=1e-9)
