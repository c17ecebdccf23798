"""Count what a spec grows to, and stop where it grows beyond every intention."""

from __future__ import annotations

from collections.abc import Sequence

from tenet.diagnostics import Diagnostic, Rule, TenetError
from tenet.elaborate.mistakes import (
    DEEP_BLOCKS,
    LARGE_ACTIVATIONS,
    MANY_NODES,
    MANY_PARAMETERS,
    MANY_STEPS,
)
from tenet.ir.graph import Node
from tenet.limits import Limits
from tenet.source import Span
from tenet.syntax.tree import For, ListOf, Literal, Range, Repeat, Statement
from tenet.types.dim import product

BYTES = {"f64": 8, "i64": 8, "f16": 2, "bf16": 2, "bool": 1}
"""Bytes of one element, where they are not four."""


NETWORK = "brings the network to"


class Exhausted(TenetError):
    """A limit is reached: nothing after it is elaborated, since it would only grow."""


class Tally:
    """Exact counts, held against the limits as they grow.

    Sizes that only the data tells are not counted.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.steps = 0
        self.nodes = 0
        self.parameters = 0
        self.activations = 0
        self.counted: set[str] = set()

    def step(self, span: Span, count: int = 1) -> None:
        """Effect: so many more statements, turns and uses of blocks are counted.

        Raises:
            Exhausted: there are too many.
        """
        self.steps += count
        if self.steps > self.limits.steps:
            raise _exhausted(MANY_STEPS, span, NETWORK, self.steps, "steps")

    def turns(self, span: Span, count: int, body: Sequence[Statement]) -> None:
        """Effect: the turns of a loop are counted.

        Raises:
            Exhausted: they are too many, or what they are sure to hold is.
        """
        self.step(span, count)
        sure = self.steps + count * least(body)
        if sure > self.limits.steps:
            raise _exhausted(MANY_STEPS, span, NETWORK, sure, "steps")

    def deepen(self, depth: int, span: Span) -> None:
        """Check how many blocks stand inside one another; raises Exhausted."""
        if depth > self.limits.blocks:
            raise _exhausted(DEEP_BLOCKS, span, "brings the depth to", depth, "blocks")

    def add(self, node: Node) -> None:
        """Effect: a node is counted, with its parameters and its output.

        Raises:
            Exhausted: they are too many.
        """
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            raise _exhausted(MANY_NODES, node.span, NETWORK, self.nodes, "nodes")
        for parameter in node.parameters:
            size = product(parameter.shape)
            if parameter.path not in self.counted and isinstance(size, int):
                self.counted.add(parameter.path)
                self.parameters += size
        if self.parameters > self.limits.parameters:
            raise _exhausted(MANY_PARAMETERS, node.span, NETWORK, self.parameters, "parameters")
        kind = node.output.type
        elements = product(kind.shape)
        if isinstance(elements, int):
            self.activations += elements * BYTES.get(kind.dtype, 4)
        if self.activations > self.limits.activations:
            row = "brings the values of one row to"
            raise _exhausted(
                LARGE_ACTIVATIONS, node.span, row, self.activations, "activations", "bytes"
            )


def least(statements: Sequence[Statement]) -> int:
    """How many steps statements take at the least, as far as the text itself tells."""
    return sum(
        1 + _written(s) * (1 + least(s.body)) if isinstance(s, For | Repeat) else 1
        for s in statements
    )


def _written(loop: For | Repeat) -> int:
    """The turns of a loop that is written with plain numbers, or goes through a plain list."""
    match loop:
        case Repeat(count=Literal(value=int(count))):
            return count
        case For(values=ListOf(items=items)):
            return len(items)
        case For(values=Range(low=Literal(value=int(low)), high=Literal(value=int(high)))):
            return max(0, high - low + 1)
        case _:
            return 0


def _exhausted(  # a message has so many parts
    rule: Rule, span: Span, verb: str, count: int, limit: str, unit: str | None = None
) -> Exhausted:
    found: Diagnostic = rule.at(
        span,
        f"this {verb} {count:,} {unit or limit}",
        help=f"if that is meant, raise the limit: `--limit {limit}={count}` or more",
    )
    return Exhausted(found)
