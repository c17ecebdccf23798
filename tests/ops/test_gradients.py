"""Gradients with respect to inputs and parameters are the same in PyTorch and in JAX."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import numpy as np
import pytest
import torch
from tests.ops.conftest import ONCE

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
    """The gradient of the outputs along a direction each, by input and by path."""
    module = network.module.double()
    given = {
        name: torch.from_numpy(value).requires_grad_(value.dtype.kind == "f")
        for name, value in inputs.items()
    }
    state = {path: torch.from_numpy(value.copy()) for path, value in weights.items()}
    module.load_state_dict(state)
    module.zero_grad()
    total: Any = sum(
        (made * torch.from_numpy(along)).sum()
        for made, along in zip(listed(module(*given.values())), direction, strict=True)
        if made.dtype.is_floating_point
    )
    if getattr(total, "requires_grad", False):  # else it moves with nothing
        total.backward()
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
        made = listed(network.functions.forward(params, state, *arguments, key=KEY)[0])
        return sum(
            (
                (value * along).sum()
                for value, along in zip(made, direction, strict=True)
                if value.dtype.kind == "f"
            ),
            start=jax.numpy.zeros(()),
        )

    with jax.enable_x64(True):
        params, state = network.parts({k: jax.numpy.array(v) for k, v in weights.items()})
        given = {name: jax.numpy.array(value) for name, value in smooth.items()}
        gradient = jax.jit(jax.grad(along, argnums=(0, 1)), compiler_options=ONCE)
        of_inputs, of_params = gradient(given, params, state)
        return {name: np.asarray(value) for name, value in (of_inputs | of_params).items()}


KEY = jax.random.key(0)
"""For what draws at inference too."""


def listed(made: Any) -> tuple[Any, ...]:
    """What a network gives, one value or several."""
    return made if isinstance(made, tuple) else (made,)


def directions(network: Any, inputs: Arrays) -> list[Any]:
    """A direction for each output, along which its gradient is taken."""
    random = np.random.default_rng(3)
    return [random.standard_normal(made.shape) for made in network.torch(inputs)]


def precise(arrays: Arrays) -> Arrays:
    """The arrays, floats among them in double precision."""
    return {k: v.astype(np.float64) if v.dtype.kind == "f" else v for k, v in arrays.items()}


@pytest.mark.target
@pytest.mark.parametrize("text", EXAMPLES.values(), ids=EXAMPLES)
def test_gradients_agree(compiled: Compile, text: str) -> None:
    network = compiled(text)
    inputs, weights = precise(network.inputs(3)), precise(network.weights)
    direction = directions(network, network.inputs(3))

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
    "max_pool-dilated": "network(x: f32[2, 5, 5]) -> y { y = x -> max_pool(2, 1, 1, dilation=2) }",
    "max_pool-asymmetric": "network(x: f32[7, 2]) -> y { y = x -> max_pool(3, padding=[[2, 1]]) }",
    "adaptive_max_pool": "network(x: f32[2, 4, 6]) -> y { y = x -> adaptive_max_pool(2) }",
    "global_max_pool": "network(x: f32[2, 3, 3]) -> y { y = x -> global_max_pool }",
    "l2_pool": "network(x: f32[6, 2]) -> y { y = x -> l2_pool }",
    "relu": "network(x: f32[4]) -> y { y = x -> relu }",
    "leaky_relu": "network(x: f32[4]) -> y { y = x -> leaky_relu(0.2) }",
    "abs": "network(x: f32[4]) -> y { y = x -> abs }",
    "max": "network(x: f32[2, 3]) -> y { y = x -> max(axis=1) }",
    "min": "network(x: f32[2, 3]) -> y { y = x -> min }",
    "l1": "network(x: f32[2, 3]) -> y { y = x -> l1 }",
    "prod": "network(x: f32[2, 3]) -> y { y = x -> prod }",
    "std": "network(x: f32[2, 3]) -> y { y = x -> std(axis=1) }",
    "norm": "network(x: f32[2, 3]) -> y { y = x -> norm(axis=0) }",
    "norm-1": "network(x: f32[2, 3]) -> y { y = x -> norm(p=1) }",
    "norm-inf": "network(x: f32[2, 3]) -> y { y = x -> norm(p=inf) }",
    "norm-inf-of-equals": "network(x: f32[2, 3]) -> y { y = x - 1 -> norm(p=inf) }",
    "normalize": "network(x: f32[2, 3]) -> y { y = x -> normalize(eps=0.1) }",
    "cosine_similarity": "network(x: f32[2, 3]) -> y {"
    " y = (x, x + 1) -> cosine_similarity(eps=0.1) }",
    "cosine_similarity-of-short": "network(x: f32[2, 3]) -> y {"
    " y = (x + 0.1, x + 1) -> cosine_similarity(eps=9) }",
    "cdist": "network(x: f32[2, 3]) -> y { y = (x, x) -> cdist }",
    "sort": "network(x: f32[2, 3]) -> y { y = x -> sort }",
    "sort-descending": "network(x: f32[2, 3]) -> y { y = x -> sort(descending=true) }",
    "top_k": "network(x: f32[2, 3]) -> y { y = x -> top_k(2) }",
    "maximum": "network(x: f32[2, 3]) -> y { y = (x, x * 2) -> maximum }",
    "minimum": "network(x: f32[2, 3]) -> y { y = (x * 3, x) -> minimum }",
    "maximum-of-number": "network(x: f32[4]) -> y { y = maximum(x, 0) + minimum(0, 3 * x) }",
    "clip": "network(x: f32[4]) -> y { y = (x -> clip(0, 1)) + (x - 1 -> clip(-2, -1)) }",
    "sign": "network(x: f32[4]) -> y { y = (x + 2) * ((x -> sign) + (x -> floor)) }",
    "square": "network(x: f32[4]) -> y { y = x + (x -> square) + (x -> cosh) }",
    "where": "network(x: f32[4]) -> y { y = where(x > 0, x * 2, x * 3) }",
    "where-undefined": "network(x: f32[4]) -> y { y = where(x > 0, maximum(x, 1) -> sqrt, x) }",
    "relu6": "network(x: f32[4]) -> y { y = (x -> relu6) + (x + 6 -> relu6) }",
    "elu": "network(x: f32[4]) -> y { y = (x -> elu(2)) + (x -> selu) }",
    "celu": "network(x: f32[4]) -> y { y = x -> celu(2) }",
    "threshold": "network(x: f32[4]) -> y { y = (x -> threshold(0)) + (x + 1 -> threshold(1)) }",
    "hard_tanh": "network(x: f32[4]) -> y { y = (x + 1 -> hard_tanh) + (x - 1 -> hard_tanh) }",
    "hard_sigmoid": "network(x: f32[4]) -> y { y = (x + 3 -> hard_sigmoid) + (x - 3 -> hard_sigmoid) }",
    "hard_swish": "network(x: f32[4]) -> y { y = (x + 3 -> hard_swish) + (x - 3 -> hard_swish) }",
    "hard_shrink": "network(x: f32[4]) -> y { y = (x -> hard_shrink(0)) + (x + 1 -> hard_shrink(1)) }",
    "soft_shrink": "network(x: f32[4]) -> y { y = (x -> soft_shrink(0)) + (x - 1 -> soft_shrink(1)) }",
    "smooth": "network(x: f32[4]) -> y { y = (x -> softsign) + (x -> softplus) + (x -> log_sigmoid) }",
    "reglu": "network(x: f32[4]) -> y { y = x + 1 -> reglu -> reglu }",
    "sparsemax": "network(x: f32[4]) -> y { y = x -> sparsemax }",
}


@pytest.mark.target
@pytest.mark.parametrize("text", TIES.values(), ids=TIES)
def test_a_tie_gives_the_gradient_to_the_same_one(compiled: Compile, text: str) -> None:
    network = compiled(text)
    inputs = {name: np.zeros(v.shape, np.float64) for name, v in network.inputs(2).items()}
    direction = directions(network, network.inputs(2))

    ours = torch_gradients(network, inputs, {}, direction)
    theirs = jax_gradients(network, inputs, {}, direction)

    np.testing.assert_allclose(ours["x"], theirs["x"], rtol=0, atol=1e-9)
