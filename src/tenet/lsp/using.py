"""One use of a block in the text: the statement that it stands in, and what the block is given there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from tenet.analysis.names import Occurrence
from tenet.elaborate.context import Several
from tenet.frozen import frozen
from tenet.ir.graph import Value
from tenet.lsp.document import Document
from tenet.syntax.tree import (
    Argument,
    Bind,
    Block,
    Call,
    Chain,
    Conditional,
    Expression,
    Group,
    Literal,
    Name,
    Network,
    Node,
    Range,
)
from tenet.syntax.walk import around, parts

Item = Block | Network


@frozen
class Use:
    """A block applied to tensors.

    Attributes:
        block: the block.
        item: the block or network whose body it is used in.
        place: the statement there, or the item itself where it is what a block returns.
        whole: the expression that applies it, with what flows into it.
        outer: what that stands in right away.
        leads: whether nothing of the statement is computed before it.
        inputs: what is given for the inputs, by their names.
        flowing: what comes through the arrow for several inputs at once, if it does.
        settings: what is given for the settings, by their names.
    """

    block: Block
    item: Item
    place: Bind | Item
    whole: Expression
    outer: Node
    leads: bool
    inputs: dict[str, Expression]
    flowing: Expression | None
    settings: dict[str, Expression]


def used(document: Document, found: Occurrence) -> Use | None:
    """The use of a block of this file whose name stands somewhere; none where it is not applied there."""
    block = next((b for b in _blocks(document) if b.name.span == found.symbol.span), None)
    path = around(document.tree, found.span.start)
    item = path[0] if path else None
    if block is None or found.binds or not isinstance(item, Block | Network) or item is block:
        return None
    called = path[:-1] if isinstance(path[-2], Call) else path
    stage, outer = called[-1], called[-2]
    if not isinstance(outer, Chain) or outer.stage is not stage:
        whole, above = stage, called[:-1]
    else:
        whole, above = outer, called[:-2]
    place = next((n for n in reversed(above) if isinstance(n, Bind | Block | Network)), None)
    if not isinstance(whole, Chain | Call) or not isinstance(place, Bind | Block | Network):
        return None
    if not _held(document, whole) or (place is item and whole.span.start < _returned(item)):
        return None
    arguments = stage.arguments if isinstance(stage, Call) else ()
    flowing = whole.value if isinstance(whole, Chain) else None
    given = _given(document, block, flowing, arguments)
    if given is None:
        return None
    inputs, rest, settings = given
    spine = [*above[above.index(place) :], whole]
    return Use(block, item, place, whole, above[-1], leading(spine), inputs, rest, settings)


def _blocks(document: Document) -> Iterator[Block]:
    yield from (item for item in document.tree.items if isinstance(item, Block))


def _returned(item: Item) -> int:
    """Where the first result of a block begins."""
    return item.results[0].span.start if isinstance(item, Block) and item.results else item.span.end


def leading(path: Sequence[Node]) -> bool:
    """Whether nothing is computed before the last of some nodes, each of which is a part of the one before."""
    for outer, inner in pairwise(path):
        if isinstance(outer, Conditional | Range):
            return False
        beside = outer.results if isinstance(outer, Block) else parts(outer)
        before = [part for part in beside if part.span.start < inner.span.start]
        if not isinstance(outer, Bind) and not all(map(_plain, before)):
            return False
    return True


def _plain(node: Node) -> bool:
    """Whether an expression only names what is there already."""
    return isinstance(node, Name | Literal) or (isinstance(node, Argument) and _plain(node.value))


def _held(document: Document, expression: Expression) -> bool:
    """Whether an expression came to be a tensor, or several."""
    sighting = document.sightings.first(expression.span)
    value = None if sighting is None else sighting.value
    return isinstance(value, Value) or (
        isinstance(value, tuple) and any(isinstance(item, Value) for item in value)
    )


def _given(
    document: Document, block: Block, flowing: Expression | None, arguments: tuple[Argument, ...]
) -> tuple[dict[str, Expression], Expression | None, dict[str, Expression]] | None:
    """What the inputs are given, what flows into several of them, and what the settings are given."""
    names = [parameter.name.text for parameter in block.inputs]
    rest = [parameter.name.text for parameter in block.settings]
    inputs: dict[str, Expression] = {}
    settings: dict[str, Expression] = {}
    several, filled = False, 0
    if flowing is not None:
        items = flowing.items if isinstance(flowing, Group) else (flowing,)
        inputs = dict(zip(names, items, strict=False))
        several = len(items) == 1 and _count(document, flowing) != 1
    for argument in arguments:
        value, name = argument.value, argument.name
        if name is not None:
            into = inputs if name.text in names else settings
            into[name.text] = value
        elif not settings and names[len(inputs) :] and _held(document, value):
            inputs[names[len(inputs)]] = value
        elif rest[filled:]:
            settings[rest[filled]] = value
            filled += 1
    if "name" in settings or (several and len(inputs) > 1):
        return None
    return ({}, flowing, settings) if several else (inputs, None, settings)


def _count(document: Document, expression: Expression) -> int:
    """How many tensors an expression came to be."""
    sighting = document.sightings.first(expression.span)
    value = None if sighting is None else sighting.value
    return len(value) if isinstance(value, Several) else 1
