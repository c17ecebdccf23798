"""Whole numbers in JAX, which has 32 bits for them: what could need more is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite

import numpy as np

from tenet.backends.mistakes import NOT_LOWERED
from tenet.catalogue.operation import Operation
from tenet.data.arrays import Array
from tenet.frozen import replace
from tenet.ir.body import body_of
from tenet.ir.graph import Graph, Node
from tenet.ops.padding import Fill
from tenet.types.dim import Symbolic, bind, names
from tenet.types.tensor import DType, Interval, TensorType

MOST = 2**31 - 1
"""The largest whole number of 32 bits."""
HELD = Interval(-MOST, MOST)
LONGEST = 2**24
"""How large an axis is taken to be at most whose size has a name and no limit."""


def require_narrow(graph: Graph) -> None:
    """Raise TenetError for whole numbers that may not fit into the 32 bits that JAX has for them.

    What enters does fit: the engine holds every field to it. So what is looked for is where numbers
    grow, from what is known of each as it comes.
    """
    known: dict[int, Interval] = {}
    for node in graph.nodes:
        body = body_of(node.op)
        if body is not None:
            require_narrow(body.graph)
        for value, found in zip(node.outputs, _ranges(node, known, graph.most), strict=True):
            if value.type.dtype is DType.I64 and body is None and _leaves(node, found):
                raise _refusal(node, found, known)
            known[value.number] = found


def _leaves(node: Node, found: Interval) -> bool:
    """Whether a result may leave the 32 bits; what enters, or is written, does where it is known to reach beyond."""
    if node.inputs:
        return not found <= HELD
    return any(isfinite(end) and abs(end) > MOST for end in (found.low, found.high))


def narrowed(array: Array, field: str) -> Array:
    """Whole numbers in the 32 bits that JAX has for them.

    Raises:
        TenetError: one does not fit.
    """
    ends = (array.min(initial=0), array.max(initial=0))
    if not -MOST <= ends[0] <= ends[1] <= MOST:
        raise NOT_LOWERED.error(
            None,
            f"the field `{field}` holds {max(ends, key=abs):,}, and JAX computes whole numbers in 32"
            f" bits, which end at {MOST:,}",
            help="take it as a number or as categories, or train on torch",
        )
    return array.astype(np.int32)


def _ranges(node: Node, known: Mapping[int, Interval], most: Mapping[str, int]) -> list[Interval]:
    """Where the results of a node lie, named sizes being anything between one and the most they can be."""
    kinds = [
        replace(value.type, range=_held(value.type, known[value.number])) for value in node.inputs
    ]
    shapes = (value.type.shape for value in (*node.inputs, *node.outputs))
    sizes = frozenset(_open(node.op)).union(*(names(dim) for shape in shapes for dim in shape))
    least = _at(node.op, kinds, dict.fromkeys(sizes, 1))
    largest = _at(node.op, kinds, {name: most.get(name, LONGEST) for name in sizes})
    return [one | other for one, other in zip(least, largest, strict=True)]


def _open(op: Operation) -> Iterator[str]:
    """The named sizes that stand in the settings of an operation."""
    for _, value in op:
        if isinstance(value, Symbolic):
            yield from value.names


def _at(op: Operation, kinds: list[TensorType], sizes: Mapping[str, int]) -> list[Interval]:
    """The same for sizes that are numbers."""
    settings = {name: bind(value, sizes) for name, value in op if isinstance(value, Symbolic)}
    bound = op.model_copy(update=settings)
    types = [kind.bound(sizes) for kind in kinds]
    if isinstance(op, Fill):  # what is infinite there is the end of the numbers, in 32 bits too
        return [types[0].range]
    return [bound.range_of(*types), *(kind.range for kind in bound.further(*types))]


def _held(kind: TensorType, found: Interval) -> Interval:
    """What is known of numbers that are known to fit."""
    if kind.dtype is not DType.I64:
        return found
    return Interval(max(found.low, HELD.low), min(found.high, HELD.high))


def _refusal(node: Node, found: Interval, known: Mapping[int, Interval]) -> Exception:
    """Why a node is refused; how far numbers reach of which nothing is known is no help, so that is said."""
    whole = [known[v.number] for v in node.inputs if v.type.dtype is DType.I64]
    reached = max(found.low, found.high, key=abs)
    told = isfinite(reached) and all(abs(end) < MOST for x in whole for end in (x.low, x.high))
    far = f"it may reach {reached:,.0f}" if told else "nothing says how large its numbers become"
    return NOT_LOWERED.error(
        node.span,
        f"`{node.op.term()}` cannot be lowered to jax: {far}, and JAX computes whole numbers in 32"
        f" bits, which end at {MOST:,}",
        help="promise where the numbers lie that it is given, such as `in 0..99`; keep them smaller before,"
        " with `clip` or `mod`; or compute with floats",
    )
