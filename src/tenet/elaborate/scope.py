"""Names in force: what each stands for, where it was bound, and whether anybody used it."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.source import Span


class Binding:
    """What a name stands for, and whether anybody used it."""

    __slots__ = ("span", "used", "value")

    def __init__(self, value: object, span: Span) -> None:
        self.value = value
        self.span = span
        self.used = False


class Scope:
    """Bindings by name; what is not found here is looked for further out.

    `unread` are the bindings whose name was bound again before anybody used them.
    """

    __slots__ = ("bindings", "outer", "unread")

    def __init__(self, outer: Scope | None = None) -> None:
        self.outer = outer
        self.bindings: dict[str, Binding] = {}
        self.unread: list[tuple[str, Binding]] = []

    def bind(self, name: str, value: object, span: Span) -> None:
        """Effect: `name` stands for `value` from here on; a name bound again is a new value."""
        before = self.bindings.get(name)
        if before is not None and not before.used and before.span != span:
            self.unread.append((name, before))
        self.bindings[name] = Binding(value, span)

    def find(self, name: str) -> Binding | None:
        """The binding of a name, marked as used."""
        found = self.bindings.get(name)
        if found is not None:
            found.used = True
            return found
        return self.outer.find(name) if self.outer is not None else None

    def names(self) -> Iterator[str]:
        """Every name in force."""
        yield from self.bindings
        if self.outer is not None:
            yield from self.outer.names()
