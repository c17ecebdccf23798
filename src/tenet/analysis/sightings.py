"""What did the expressions of a text come to be? Their values, by the places where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TypeAlias

from tenet.catalogue.setting import spelled
from tenet.elaborate.context import POISON, Several
from tenet.elaborate.sights import Seen, Sight
from tenet.frozen import frozen
from tenet.ir.graph import Node, Value
from tenet.source import Source, Span
from tenet.types.tensor import TensorType


@frozen
class Sighting:
    """What an expression came to be once, in one network.

    Attributes:
        network: its name.
        seen: all that was seen of it.
        site: which use of a block, or turn of a loop; empty in the network itself.
        value: what it came to be.
    """

    network: str
    seen: Seen
    site: str
    value: object

    @property
    def text(self) -> str:
        """The type of a tensor, or a static value as a spec writes it; nothing where there is none to show."""
        return worded(self.value)

    @property
    def typed(self) -> str:
        """The whole type of a tensor, its range too."""
        kind = self.value.type if isinstance(self.value, Value) else self.value
        return str(kind) if isinstance(kind, TensorType) else self.text

    @property
    def number(self) -> int | None:
        """The number of the tensor in its network's graph; none where it is no tensor of it."""
        return self.value.number if isinstance(self.value, Value) else None

    @property
    def node(self) -> Node | None:
        """The node that computes the tensor; none where it is no tensor of the network's graph."""
        return None if self.number is None else self.seen.producers.get(self.number)


Sighted: TypeAlias = tuple[str, Seen, frozenset[Source]]
"""A network's name, what was seen of it, and the sources in it that hold one text."""


class Sightings:
    """The sightings in one text."""

    def __init__(self, networks: Iterable[Sighted]) -> None:
        self._networks = tuple(networks)

    def of(self, span: Span) -> tuple[Sighting, ...]:
        """What stands at a span came to be, in the order of elaboration; nothing where it was not reached."""
        return tuple(self._found.get((span.start, span.end), ()))

    def first(self, span: Span) -> Sighting | None:
        """What stands at a span came to be first."""
        found = self._found.get((span.start, span.end))
        return found[0] if found else None

    @cached_property
    def _found(self) -> Mapping[tuple[int, int], list[Sighting]]:
        found: dict[tuple[int, int], list[Sighting]] = {}
        for network, seen, sources in self._networks:
            for sight in seen.sights:
                if sight.span.source in sources and sight.value is not POISON:
                    key = sight.span.start, sight.span.end
                    _put(found.setdefault(key, []), network, seen, sight)
        return found


def _put(found: list[Sighting], network: str, seen: Seen, sight: Sight) -> None:
    last = found[-1] if found else None
    if last is None or (last.site, last.value) != (sight.site, sight.value):
        found.append(Sighting(network, seen, sight.site, sight.value))


def worded(value: object) -> str:
    """A value as it is shown beside the text; nothing where there is nothing to show."""
    match value:
        case Value(type=kind):
            return kind.bare
        case TensorType():
            return value.bare
        case Several():
            return ", ".join(map(worded, value))
        case tuple() if any(isinstance(item, Value) for item in value):
            return f"[{', '.join(map(worded, value))}]"
        case bool() | int() | float() | str() | None:
            return spelled(value)
        case _:
            return ""
