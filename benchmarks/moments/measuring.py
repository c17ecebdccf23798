"""Run networks at their first weights, and note what was predicted of their values.

Tenet draws the weights; PyTorch runs the emitted module in the mode of training, on data as the
prediction assumes it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from tenet.analysis.moments import Moment, moments
from tenet.analysis.moments.sources import PIXELS, STEPS
from tenet.backends.program import Graphs
from tenet.backends.torch.running import emitted
from tenet.elaborate.experiment import elaborate
from tenet.frozen import replace
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.source import Constant, Input, Parameter, Tied
from tenet.passes.pipeline import SOURCE, run
from tenet.source import Source
from tenet.train.weights import draw_weights
from tenet.types.tensor import TensorType

MOST = 40
"""At most so many values of a network are looked at, evenly along it."""


Row = tuple[str, float, float, float, list[float]]
"""Of one value: where it is, what is predicted, the interval's ends, what each seed gave."""


Dead = tuple[str, float, list[float]]
"""Of one activation: where it is, the predicted share of dead units, that of each seed."""


@dataclass
class Found:
    """What was found of the values of a setting: predicted, low, high, and measured by seed."""

    forward: list[Row] = field(default_factory=list)
    backward: list[Row] = field(default_factory=list)
    dead: list[Dead] = field(default_factory=list)


def graph_of(text: str) -> Graph:
    """The network of a text, with initialisers chosen."""
    network = elaborate(Source("measured.tenet", text)).sound().network
    assert network is not None
    return run(SOURCE, network)


def correlated(drawn: Any, axis: int, c: float) -> Any:
    """Standard normal numbers with those of neighbours along an axis correlated by c."""
    moved = np.moveaxis(drawn, axis, 0)
    for i in range(1, len(moved)):
        moved[i] = c * moved[i - 1] + math.sqrt(1 - c * c) * moved[i]
    return np.moveaxis(moved, 0, axis)


def batch(kind: TensorType, rows: int, noise: np.random.Generator) -> Any:
    """Rows as the prediction assumes them of an input of this type."""
    shape = (rows, *(int(str(dim)) for dim in kind.shape))
    if kind.dtype.is_integer:
        return noise.integers(int(kind.range.low), int(kind.range.high) + 1, shape)
    numbers = noise.standard_normal(shape)
    places = {1: (), 2: (1,)}.get(kind.rank, range(2, len(shape)))
    for axis in places:
        numbers = correlated(numbers, axis, STEPS if kind.rank == 2 else PIXELS)
    numbers = (numbers - numbers.mean()) / numbers.std()
    if math.isfinite(kind.range.low) and math.isfinite(kind.range.high):
        chances = torch.special.ndtr(torch.from_numpy(numbers)).numpy()
        numbers = kind.range.low + (kind.range.high - kind.range.low) * chances
    return numbers.astype(np.float32)


def watched(graph: Graph) -> list[tuple[Node, Value]]:
    """The values to look at, evenly along the network, the last one among them."""
    found = [
        (node, value)
        for node in graph.nodes
        for value in node.outputs
        if not isinstance(node.op, Constant | Input | Parameter | Tied)
        and value.type.dtype.is_float
        and value.type.batched
    ]
    step = max(len(found) / MOST, 1)
    return [found[int(i * step)] for i in range(int(len(found) / step) - 1)] + found[-1:]


def measured(text: str, rows: int, seeds: int, found: Found, *, gradients: bool) -> None:
    """Effect: notes what is predicted and measured of a network."""
    graph = graph_of(text)
    told = moments(graph, samples=rows)
    values = watched(graph)
    whole = replace(graph, outputs={f"v{value.number}": value for _, value in values})
    source, name = emitted(Graphs(whole))
    module = getattr(source, name)()
    runs = [seen(module, graph, values, rows, seed, gradients=gradients) for seed in range(seeds)]
    for i, (node, value) in enumerate(values):
        moment = told.of(value)
        where = f"{node.path or node.op.term()} of {text.splitlines()[0][:150]}"
        if moment is None:
            print(f"unknown: {where}: {told.why_unknown(value)}")
            continue
        _note(found, where, moment, [run_[i] for run_ in runs])
        share = told.dead(node)
        if share is not None and not math.isnan(share):
            found.dead.append((where, share, [run_[i][2] for run_ in runs]))


def _note(
    found: Found, where: str, moment: Moment, seen_: list[tuple[float, float, float]]
) -> None:
    found.forward.append((where, moment.rms, moment.low, moment.high, [s[0] for s in seen_]))
    if moment.gradient is None or moment.gradient_low is None or moment.gradient_high is None:
        return
    if all(s[1] == s[1] for s in seen_):
        ends = (moment.gradient, moment.gradient_low, moment.gradient_high)
        found.backward.append((where, *ends, [s[1] for s in seen_]))


def seen(
    module: Any,
    graph: Graph,
    values: list[tuple[Node, Value]],
    rows: int,
    seed: int,
    *,
    gradients: bool,
) -> list[tuple[float, float, float]]:
    """Of each value its rms, that of the gradient, and the share of units that never open."""
    weights = draw_weights(graph, seed)
    module.load_state_dict({k: torch.from_numpy(v.copy()) for k, v in weights.items()})
    module.train()
    torch.manual_seed(seed)
    noise = np.random.default_rng(seed)
    inputs = [torch.from_numpy(batch(v.type, rows, noise)) for v in graph.inputs.values()]
    inputs = [x.requires_grad_() if x.is_floating_point() else x for x in inputs]
    made = module(*inputs)
    made = made if isinstance(made, tuple) else (made,)
    coming: list[Any] = [None] * len(made)
    if gradients:
        end = made[-1]
        coming = list(torch.autograd.grad(end, made, direction(end), allow_unused=True))
    told = []
    for value, gradient in zip(made, coming, strict=True):
        flat = value.detach()
        units = (
            flat.flatten(2).movedim(1, 0).flatten(1) if flat.dim() > 3 else flat.flatten(0, -2).T
        )
        dead = float((units == 0).all(1).float().mean())
        told.append((rms(flat), rms(gradient) if gradient is not None else math.nan, dead))
    return told


def direction(end: Any) -> Any:
    """A random direction whose numbers have the mean square 1."""
    drawn = torch.randn_like(end)
    return drawn / drawn.pow(2).mean().sqrt()


def rms(tensor: Any) -> float:
    """The root mean square."""
    return float(tensor.detach().double().pow(2).mean().sqrt())
