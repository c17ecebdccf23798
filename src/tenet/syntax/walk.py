"""Walk a tree: every node of it, from the outside in, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.frozen import fields
from tenet.syntax.tree import Name, Node, Spec

PLAIN = ("span", "text", "doc", "operator")
"""Fields that hold no node."""


def nodes(root: Node | Spec | tuple[Node, ...]) -> Iterator[Node]:
    """The nodes of a tree, the root first where it is one."""
    pending: list[object] = [root]
    take, put = pending.pop, pending.append
    while pending:
        at = take()
        kind = type(at)
        if kind is tuple:
            pending += reversed(at)  # type: ignore[call-overload]  # it is a tuple, as was asked
        elif isinstance(at, Node):
            yield at
            if kind is not Name:
                for name in _parts(kind):
                    put(getattr(at, name))
        elif isinstance(at, Spec):
            put(at.items)


def _parts(kind: type) -> tuple[str, ...]:
    """The fields of a sort of node that may hold others, the last first."""
    found = _KNOWN.get(kind)
    if found is None:
        names: tuple[str, ...] = getattr(kind, "__match_args__", ())
        found = _KNOWN[kind] = tuple(name for name in reversed(names) if name not in PLAIN)
    return found


_KNOWN: dict[type, tuple[str, ...]] = {}


def around(root: Node | Spec, offset: int) -> list[Node]:
    """The nodes that stand around an offset, the outermost first; one that ends there counts."""
    found: list[Node] = []
    at: Node | Spec | None = root
    while at is not None:
        if isinstance(at, Node):
            found.append(at)
        at = _within(at, offset)
    return found


def parts(node: Node | Spec) -> Iterator[Node]:
    """The nodes right inside a node, in the order of its fields."""
    names = ("items",) if isinstance(node, Spec) else fields(node)
    values = (getattr(node, name) for name in names)
    found = (p for v in values for p in (v if isinstance(v, tuple) else (v,)))
    return (part for part in found if isinstance(part, Node))


def _within(node: Node | Spec, offset: int) -> Node | None:
    """The part of a node that stands around an offset; of two that meet there, the one behind."""
    near = [part for part in parts(node) if part.span.start <= offset <= part.span.end]
    return max(near, key=lambda part: part.span.start, default=None)
