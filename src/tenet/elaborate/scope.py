"""Names in force: what each stands for, where it was bound, and whether anybody used it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tenet.source import Span


class Binding:
    """What a name stands for, and whether anybody used it.

    A stray name is one that nothing has bound: it was used, which was reported, and is so no more.
    """

    __slots__ = ("span", "stray", "used", "value")

    def __init__(self, value: object, span: Span, *, stray: bool = False) -> None:
        self.value = value
        self.span = span
        self.stray = stray
        self.used = stray


class Scope:
    """Bindings by name; what is not found here is looked for further out.

    `unread` are the bindings whose name was bound again before anybody used them; `ended` are the
    names that were bound in a loop or under a condition and ended with it, and where.
    """

    __slots__ = ("bindings", "ended", "outer", "unread")

    def __init__(self, outer: Scope | None = None) -> None:
        self.outer = outer
        self.bindings: dict[str, Binding] = {}
        self.unread: list[tuple[str, Binding]] = []
        self.ended: dict[str, Span] = {}

    def bind(self, name: str, value: object, span: Span) -> None:
        """Effect: `name` stands for `value` from here on; a name bound again is a new value."""
        before = self.bindings.get(name)
        if before is not None and not before.used and before.span != span:
            self.unread.append((name, before))
        self.bindings[name] = Binding(value, span)

    def rebind(self, name: str, value: object, span: Span) -> None:
        """Effect: as `bind`, from a body within, which may not always come to be."""
        self.bindings[name] = Binding(value, span)

    def taint(self, name: str, value: object, span: Span) -> None:
        """Effect: `name` stands for `value` in silence: nobody is told that it is not used."""
        self.bind(name, value, span)
        found = self.find(name)
        assert found is not None

    def stray(self, name: str, value: object, span: Span) -> None:
        """Effect: a name that nothing has bound stands for `value`, so that this is said once."""
        self.bindings[name] = Binding(value, span, stray=True)

    def veil_sizes(self, unknown: object) -> None:
        """Effect: the sizes that types have named stand for what is not known."""
        for name, binding in self.bindings.items():
            if name[0].isupper():
                binding.value = unknown

    def holds(self, name: str) -> bool:
        """Whether the name can be bound again from here: it was bound in the same body."""
        return name in self.bindings

    def find(self, name: str) -> Binding | None:
        """The binding of a name, marked as used."""
        found = self.bindings.get(name)
        if found is not None:
            found.used = True
            return found
        return self.outer.find(name) if self.outer is not None else None

    def look(self, name: str) -> Binding | None:
        """The binding of a name, without using it."""
        found = self.bindings.get(name)
        if found is not None or self.outer is None:
            return found
        return self.outer.look(name)

    def end(self) -> None:
        """Effect: the names of this body are known, further out, to have ended with it."""
        if self.outer is not None:
            self.outer.ended |= self.ended
            self.outer.ended |= {name: binding.span for name, binding in self.bindings.items()}

    def end_of(self, name: str) -> Span | None:
        """Where a name that is no more in force was bound."""
        found = self.ended.get(name)
        return found if found is not None or self.outer is None else self.outer.end_of(name)

    def names(self) -> Iterator[str]:
        """Every name in force."""
        yield from (name for name, binding in self.bindings.items() if not binding.stray)
        if self.outer is not None:
            yield from self.outer.names()


class Turn(Scope):
    """The body of a loop or condition: it rebinds the names of the body around it.

    In a loop, what a turn has read and then binds again is for the next turn, and so is used.
    """

    __slots__ = ("loops", "read")

    def __init__(self, outer: Scope, *, loops: bool = False) -> None:
        super().__init__(outer)
        self.loops = loops
        self.read: set[str] = set()

    @property
    def around(self) -> Scope:
        """The body around this one."""
        assert self.outer is not None
        return self.outer

    def bind(self, name: str, value: object, span: Span) -> None:
        """Effect: the name around, or a new one that ends with this body, stands for `value`."""
        if name in self.bindings or not self.around.holds(name):
            super().bind(name, value, span)
        else:
            self.rebind(name, value, span)

    def find(self, name: str) -> Binding | None:
        """The binding of a name, marked as used."""
        self.read.add(name)
        return super().find(name)

    def declare(self, name: str, value: object, span: Span) -> None:
        """Effect: a name of this body's own, such as a loop's variable, stands for `value`."""
        self.bindings[name] = Binding(value, span)

    def rebind(self, name: str, value: object, span: Span) -> None:
        """Effect: the name, here or around, stands for `value`."""
        if name in self.bindings:
            super().rebind(name, value, span)
            return
        self.around.rebind(name, value, span)
        if self.loops and name in self.read:
            self.around.find(name)

    def holds(self, name: str) -> bool:
        """Whether this body or one around it has bound the name."""
        return name in self.bindings or self.around.holds(name)


class Untaken(Turn):
    """A body that does not come to be: names around it stand for what `veiled` leaves of them.

    Looked through all the same, so that its mistakes are found, and what it uses counts as used.
    """

    __slots__ = ("veiled",)

    def __init__(self, outer: Scope, veiled: Callable[[object], object]) -> None:
        super().__init__(outer)
        self.veiled = veiled

    def bind(self, name: str, value: object, span: Span) -> None:
        """Effect: a name of this body's own; those around stay as they are."""
        self.declare(name, value, span)

    def find(self, name: str) -> Binding | None:
        """The body's own binding, or one that tells nothing."""
        if name in self.bindings:
            return super().find(name)
        found = self.around.find(name)
        return None if found is None else Binding(self.veiled(found.value), found.span)

    def look(self, name: str) -> Binding | None:
        """As `find`, without using it."""
        if name in self.bindings:
            return self.bindings[name]
        found = self.around.look(name)
        return None if found is None else Binding(self.veiled(found.value), found.span)

    def rebind(self, name: str, value: object, span: Span) -> None:
        """Effect: a body within binds a name, here."""
        self.declare(name, value, span)
