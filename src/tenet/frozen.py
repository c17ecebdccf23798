"""Frozen values: what a frozen dataclass is, defined in a tenth of the time.

`dataclasses` compiles six methods for every class. Checking a spec defines some hundred classes, and
that was a quarter of its time. Here all classes share their methods, until a class has so many
instances that a method of its own pays; mypy sees a dataclass.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")

MANY = 200
"""Instances of a class after which its own `__init__` pays: it takes as long to compile as it saves."""


class FrozenError(AttributeError):
    """A value was to be changed."""


@dataclass_transform(frozen_default=True)
def frozen(cls: type[T]) -> type[T]:
    """A class whose instances are values: its annotations are its fields, equal by content.

    Fields named in `UNCOMPARED` are left out of comparison and hash. A class that defines `__eq__`
    or `__repr__` itself keeps them.

    >>> @frozen
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> Point(1), Point(1, 2) == Point(x=1, y=2), replace(Point(1), y=5)
    (Point(x=1, y=0), True, Point(x=1, y=5))
    """
    inherited: tuple[str, ...] = getattr(cls, "__match_args__", ())
    annotations: dict[str, str] = vars(cls).get("__annotations__", {})
    own = [n for n, kind in annotations.items() if n not in inherited and "ClassVar" not in kind]
    names = (*inherited, *own)
    defaults = {name: getattr(cls, name) for name in names if hasattr(cls, name)}
    ignored: frozenset[str] = getattr(cls, "UNCOMPARED", frozenset())
    shared: dict[str, Any] = {
        "__init__": _initialiser(cls, names, defaults),
        "__match_args__": names,
        "__compared__": tuple(name for name in names if name not in ignored),
        "__setattr__": _refuse,
        "__delattr__": _refuse,
        "__eq__": _equal,
        "__hash__": _hash,
        "__repr__": _represent,
    }
    for name, value in shared.items():
        if name not in cls.__dict__ or (name == "__hash__" and "__eq__" not in cls.__dict__):
            setattr(cls, name, value)
    return cls


def replace(value: T, /, **changes: Any) -> T:
    """The same value with some fields changed."""
    return type(value)(**{**{n: getattr(value, n) for n in fields(value)}, **changes})


def fields(value: object) -> tuple[str, ...]:
    """The names of a value's fields, in order."""
    names: tuple[str, ...] = getattr(type(value), "__match_args__", ())
    return names


def _initialiser(
    cls: type, names: tuple[str, ...], defaults: dict[str, Any]
) -> Callable[..., None]:
    count, known, title, left = len(names), frozenset(names), cls.__name__, MANY

    def __init__(self: object, *given: Any, **named: Any) -> None:  # noqa: N807  # becomes the method
        nonlocal left
        left -= 1
        if left == 0:
            cls.__init__ = _compiled(names, defaults)  # type: ignore[misc]
        state = self.__dict__
        if len(given) == count and not named:
            state.update(zip(names, given, strict=True))
            return
        if len(given) > count:
            raise TypeError(f"{title} takes {count} fields, not {len(given)}")
        state.update(defaults)
        state.update(zip(names, given, strict=False))
        if not named.keys() <= known or not named.keys().isdisjoint(names[: len(given)]):
            raise TypeError(f"{title} has the fields {names}; given by name: {tuple(named)}")
        state.update(named)
        if len(state) < count:
            raise TypeError(f"{title} lacks {[n for n in names if n not in state]}")

    return __init__


def _compiled(names: tuple[str, ...], defaults: dict[str, Any]) -> Callable[..., None]:
    """An `__init__` for just these fields, which takes a fifth of the time."""
    parameters = ", ".join(f"{name}=_{name}" if name in defaults else name for name in names)
    lines = [f" _state[{name!r}] = {name}" for name in names]
    text = "\n".join([f"def __init__(self, {parameters}):", " _state = self.__dict__", *lines])
    scope: dict[str, Any] = {f"_{name}": value for name, value in defaults.items()}
    exec(text, scope)  # noqa: S102  # the names are those of annotations, and so identifiers
    made: Callable[..., None] = scope["__init__"]
    return made


def _content(value: Any) -> tuple[object, ...]:
    return tuple(value.__dict__[name] for name in value.__compared__)


def _equal(self: object, other: object) -> Any:
    if type(self) is not type(other):
        return NotImplemented
    return self is other or _content(self) == _content(other)


def _hash(self: object) -> int:
    return hash((type(self), _content(self)))


def _represent(self: object) -> str:
    shown = ", ".join(f"{name}={self.__dict__[name]!r}" for name in fields(self))
    return f"{type(self).__name__}({shown})"


def _refuse(self: object, name: str, *value: object) -> None:
    raise FrozenError(f"{type(self).__name__}.{name} cannot be changed")
