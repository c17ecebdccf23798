"""One network run by four evaluators: what each gives, and whether float32 can tell at all."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest
import torch
from tests.ops.conftest import Arrays, Compiled, beyond_the_reference, graph_of, shape_of
from tests.ops.test_gradients import jax_gradients, precise, torch_gradients

from tenet.backends.jax.narrow import require_narrow
from tenet.diagnostics import TenetError
from tenet.frozen import replace
from tenet.ir.graph import Graph
from tenet.ops.comparison import Comparison
from tenet.ops.embedding import Embedding
from tenet.ops.mathematics import Rounding, Sign
from tenet.ops.sample import Sample
from tenet.ops.source import Constant, FullLike, Input, Parameter, Tied
from tenet.types.shape import Shape
from tenet.types.tensor import DType

ROWS = 3
TOLERANCE = 1e-5
"""Of what float32 computes, relative to the scale of an output."""
EXACT = 1e-8
"""Of gradients in float64."""
LARGE = 1e4
"""A network with a float beyond this is passed over: what is large hides what is wrong."""


class Undecided(Exception):
    """Float32 cannot tell what a network gives: it differs by more than the tolerance from float64."""


def network_of(text: str) -> Compiled | None:
    """The network for every target; none for one that draws at random at inference, or is on an edge.

    A number made of constants alone may lie just where rounding to whole numbers steps, and no push of
    the inputs would tell.
    """
    graph = graph_of(text, strictly=False)
    if any(isinstance(node.op, Sample) for node in graph.nodes):
        return None
    return None if _on_an_edge(graph) else Compiled(graph)


def narrow(network: Compiled) -> bool:
    """Whether its whole numbers are known to fit into the 32 bits of JAX, which refuses it if not."""
    try:
        require_narrow(network.graph)
    except TenetError:
        with pytest.raises(TenetError, match="32 bits"):
            network.functions  # noqa: B018  # it is compiled there
        return False
    return True


def _on_an_edge(graph: Graph) -> bool:
    """Whether something that steps looks at a float that no input changes."""
    moved: set[int] = set()
    for node in graph.nodes:
        if isinstance(node.op, Input):
            moved.add(node.output.number)
        elif not isinstance(node.op, FullLike) and any(v.number in moved for v in node.inputs):
            moved.update(value.number for value in node.outputs)
        if isinstance(node.op, Rounding | Sign | Comparison):
            floats = [v for v in node.inputs if v.type.dtype.is_float]
            if floats and not any(v.number in moved for v in floats):
                return True
    return False


def assert_same_everywhere(network: Compiled, seed: int) -> None:
    """Effect: fails unless outputs agree, and gradients.

    Raises:
        Undecided: the network is too badly conditioned for these inputs.
    """
    inputs = network.inputs(ROWS, seed)
    exact = settled(network, inputs, seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of the reference evaluator
        all_made = {
            "torch": network.torch(inputs),
            "runtime": network.runtime(inputs),
        }
        if narrow(network):
            all_made["jax"] = network.jax(inputs)
        if not any(map(beyond_the_reference, network.model.graph.node)):
            all_made["reference"] = network.reference(inputs)
    for place, (name, value) in enumerate(network.graph.outputs.items()):
        expected = exact[place]
        scale = max(1.0, float(np.abs(expected).max(initial=0)))
        for target, made in all_made.items():
            told = f"{name} by {target}"
            assert made[place].shape == shape_of(value.type, ROWS), told
            np.testing.assert_allclose(
                made[place].astype(np.float64),
                expected,
                rtol=0,
                atol=TOLERANCE * scale,
                err_msg=told,
            )
            room = TOLERANCE * scale
            if value.type.dtype is not DType.BOOL:
                elements = network.elements(value, made[place], inputs)
                assert (elements >= value.type.range.low - room).all(), told
                assert (elements <= value.type.range.high + room).all(), told
    learned = sum(p.numel() for p in network.module.parameters())
    assert learned == sum(
        math.prod(known(p.shape)) for p in network.graph.parameters.values() if p.trainable
    )


def settled(network: Compiled, inputs: Arrays, seed: int) -> list[Any]:
    """The outputs in float64, where neither precision nor a small push changes them.

    Raises:
        Undecided: one of them does, or gives no number.
    """
    random = np.random.default_rng(seed + 1)
    single = network.torch(inputs)
    for value in every_value(network, inputs):
        if value.dtype.kind == "f" and not np.abs(value).max(initial=0) <= LARGE:
            raise Undecided
    if not doubles(network):
        return [made.astype(np.float64) for made in single]
    double = exact_outputs(network, precise(inputs))
    pushed = exact_outputs(network, pushed_by(1e-6, precise(inputs), random))
    for one, two, three in zip(single, double, pushed, strict=True):
        scale = max(1.0, float(np.abs(two).max(initial=0)))
        for other in (one.astype(np.float64), three):
            if np.abs(other - two).max(initial=0) > TOLERANCE * scale / 2:
                raise Undecided
    return double


def every_value(network: Compiled, inputs: Arrays) -> list[Any]:
    """All numbers that the network computes on its way."""
    nodes = [n for n in network.graph.nodes if not isinstance(n.op, Constant | Input | Tied)]
    values = [v for node in nodes for v in node.outputs if v.type.dtype is not DType.BOOL]
    if not values:
        return []
    whole = Compiled(replace(network.graph, outputs={f"v{v.number}": v for v in values}))
    return whole.torch(inputs)


def doubles(network: Compiled) -> bool:
    """Whether it can be computed in float64: nothing in it makes float32 of what is none."""
    return not any(
        node.output.type.dtype.is_float
        and not isinstance(node.op, Input | Constant | Embedding | FullLike | Parameter | Tied)
        and not any(kind.dtype.is_float for kind in node.types)
        for node in network.graph.nodes
    )


def known(shape: Shape) -> list[int]:
    """The sizes, which are all numbers."""
    return [size for size in shape if isinstance(size, int)]


def pushed_by(share: float, inputs: Arrays, random: np.random.Generator) -> Arrays:
    """The inputs, floats among them moved by about such a share of themselves."""
    return {
        name: value * (1 + share * random.standard_normal(value.shape))
        if value.dtype.kind == "f"
        else value
        for name, value in inputs.items()
    }


def exact_outputs(network: Compiled, inputs: Arrays) -> list[Any]:
    """What the network gives in float64."""
    source = type(network.module)()
    source.load_state_dict({k: torch.from_numpy(v) for k, v in precise(network.weights).items()})
    source = source.double().eval()
    with torch.no_grad():
        made = source(*(torch.from_numpy(v) for v in inputs.values()))
    return [
        v.detach().to(torch.float64).numpy() for v in (made if isinstance(made, tuple) else (made,))
    ]


def assert_same_gradients(network: Compiled, seed: int) -> None:
    """Effect: fails unless the gradients of both source backends agree in float64.

    Raises:
        Undecided: a small push changes them: the network has a kink or a tie there.
    """
    if not doubles(network) or not narrow(network):
        return
    inputs, weights = precise(network.inputs(ROWS, seed)), precise(network.weights)
    random = np.random.default_rng(seed)
    direction = [random.standard_normal(made.shape) for made in exact_outputs(network, inputs)]
    ours = torch_gradients(network, inputs, weights, direction)
    near = torch_gradients(network, pushed_by(1e-9, inputs, random), weights, direction)
    for name, gradient in ours.items():
        scale = max(1.0, float(np.abs(gradient).max(initial=0)))
        if (
            not np.isfinite(gradient).all()
            or np.abs(near[name] - gradient).max(initial=0) > 1e-5 * scale
        ):
            raise Undecided
    theirs = jax_gradients(network, inputs, weights, direction)
    for name, gradient in ours.items():
        scale = max(1.0, float(np.abs(gradient).max(initial=0)))
        np.testing.assert_allclose(gradient, theirs[name], rtol=0, atol=EXACT * scale, err_msg=name)
