"""Which name is bound where in a text, and who uses it? Read off the tree, so that a text with mistakes has names too."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cached_property
from os.path import realpath

from tenet.frozen import frozen
from tenet.source import Span
from tenet.syntax.tree import Import, Spec


class Kind(StrEnum):
    """What a name stands for."""

    MODULE = "module"
    PARAM = "param"
    BLOCK = "block"
    NETWORK = "network"
    FIELD = "field"
    INPUT = "input"
    SETTING = "setting"
    SHARED = "shared operation"
    TURN = "loop variable"
    SIZE = "size"
    VALUE = "value"


@frozen
class Symbol:
    """A name and what it stands for; a name that is bound again is the same symbol.

    Attributes:
        name: as the text writes it.
        kind: what it stands for.
        span: where it is bound first.
        within: where it can be used; none where everywhere in the file.
        block: the block or network whose input, setting or value it is; empty for one of the file.
    """

    name: str
    kind: Kind
    span: Span
    within: Span | None = None
    block: str = ""

    __eq__ = object.__eq__
    __hash__ = object.__hash__


@frozen
class Occurrence:
    """A place where a symbol's name stands; the symbol may be another file's.

    Attributes:
        span: where it stands.
        symbol: what it stands for.
        binds: whether it is bound here.
        bound: where it was bound last, which is what it stands for here.
    """

    span: Span
    symbol: Symbol
    binds: bool
    bound: Span


Imported = Callable[[Import], "Names | None"]
"""The names of the file that an import names; none where it cannot be read."""


class Names:
    """The names of one file."""

    def __init__(
        self, tree: Spec, occurrences: Iterable[Occurrence], modules: dict[Symbol, Names]
    ) -> None:
        self.tree = tree
        self.occurrences = tuple(sorted(occurrences, key=lambda o: (o.span.start, o.span.end)))
        self.modules = modules
        """The names of imported files, by the symbols that stand for them."""

    def at(self, offset: int) -> Occurrence | None:
        """The occurrence at an offset; one that ends there counts."""
        place = bisect_right(self._starts, offset) - 1
        found = self.occurrences[max(place, 0) : place + 1]
        return next((o for o in found if o.span.start <= offset <= o.span.end), None)

    def of(self, symbol: Symbol) -> list[Occurrence]:
        """Where a symbol's name stands in this file."""
        return [o for o in self.occurrences if same(o.symbol, symbol)]

    @cached_property
    def symbols(self) -> tuple[Symbol, ...]:
        """The symbols that this file binds, in the order in which they are bound first."""
        own = dict.fromkeys(o.symbol for o in self.occurrences if o.binds)
        return tuple(own)

    def member(self, name: str, block: str = "") -> Symbol | None:
        """A param or block of the file, or an input or setting of one of its blocks."""
        inner = (Kind.INPUT, Kind.SETTING)
        kinds = inner if block else (Kind.PARAM, Kind.BLOCK)
        found = (s for s in self.symbols if s.name == name and s.block == block)
        return next((s for s in found if s.kind in kinds), None)

    def in_force(self, offset: int) -> list[Symbol]:
        """The symbols that can be used at an offset, those bound further in first."""
        found = [
            symbol
            for symbol in self.symbols
            if symbol.within is None
            or (symbol.within.start <= offset <= symbol.within.end and symbol.span.end < offset)
        ]
        return found[::-1]

    @cached_property
    def _starts(self) -> list[int]:
        return [o.span.start for o in self.occurrences]


def same(one: Symbol, other: Symbol) -> bool:
    """Whether two symbols are one, also where its file was read twice."""
    if one is other:
        return True
    here, there = one.span.source, other.span.source
    alike = (one.name, one.kind, one.span.start) == (other.name, other.kind, other.span.start)
    return alike and here.text == there.text and realpath(here.name) == realpath(there.name)
