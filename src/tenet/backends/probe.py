"""Look into a step without making it: its gradients, and what every layer gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Protocol, cast

import numpy as np

from tenet.backends.engine import Array, Backend, Engine
from tenet.backends.program import Graphs
from tenet.frozen import frozen, replace
from tenet.ir.graph import Graph, Node
from tenet.ops.source import Constant, Input


class Probe(Protocol):
    """A backend's way of looking, a module of two functions."""

    def pull(self, engine: Engine, indices: Array, step: int) -> tuple[float, dict[str, Array]]:
        """The loss of a batch while training, and its gradient by path; nothing moves."""

    def trace(self, engine: Engine, graphs: Graphs, indices: Array, step: int) -> dict[str, Array]:
        """The outputs of a network over the engine's parameters, of a batch while training."""


def probe(backend: Backend) -> Probe:
    """The way in which a backend is looked into."""
    return cast("Probe", import_module(f"tenet.backends.{backend}.probe"))


@frozen
class Seen:
    """What a layer gives for a batch: a node, and its numbers."""

    node: Node
    values: Array


def layers(  # who looks at what
    backend: Backend,
    engine: Engine,
    graph: Graph,
    indices: Array,
    step: int,
    only: Sequence[Node] | None = None,
) -> list[Seen]:
    """What every node of a network, or only some, gives for a batch while training, in the order of computation."""
    every = [n for n in graph.nodes if not isinstance(n.op, Input | Constant)]
    nodes = every if only is None else only
    names = {f"seen_{place}": node for place, node in enumerate(nodes)}
    outputs = {name: node.output for name, node in names.items()}
    tapped = replace(graph, outputs=outputs, blocks={}).reduced(outputs)
    made: Mapping[str, Array] = probe(backend).trace(engine, Graphs(tapped), indices, step)
    return [Seen(node, made[name]) for name, node in names.items()]


def open_units(seen: Seen) -> Array:
    """Which units of an activation give anything but 0, somewhere in a batch.

    A unit is a number of a vector, one of the last axis of a sequence, or a channel of a map.
    """
    axis = seen.values.ndim - 1 if seen.values.ndim <= 3 else 1
    others = tuple(n for n in range(seen.values.ndim) if n != axis)
    opened: Array = (seen.values != 0).any(axis=others)
    return opened


def rms(values: Array) -> float:
    """The root mean square of what is finite in some numbers; 0 where nothing is.

    >>> rms(np.array([3.0, -3.0, np.inf]))
    3.0
    """
    finite = values[np.isfinite(values)].astype(np.float64)
    return float(np.sqrt(np.mean(finite**2))) if finite.size else 0.0
