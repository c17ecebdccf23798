"""What a place in a spec is called: the names of what encloses it, `network/stem`, `train/optimizer`."""

from __future__ import annotations

from collections.abc import Iterable

from tenet.source import Span
from tenet.syntax.tree import Bind, Block, Import, Network, Node, Param, Section, Shared, Spec


def scope_path(trees: Iterable[Spec], span: Span | None) -> str:
    """The names of the declarations and statements around a span; empty for a whole file."""
    if span is None:
        return ""
    tree = next((tree for tree in trees if tree.source is span.source), None)
    return "" if tree is None else "/".join(_names(tree.items, span))


def _names(items: Iterable[object], span: Span) -> list[str]:
    for item in items:
        around = (
            isinstance(item, Node) and item.span.start <= span.start <= span.end <= item.span.end
        )
        if isinstance(item, Node) and around:
            inner = (getattr(item, part, ()) for part in ("body", "entries", "then", "otherwise"))
            rest = [name for part in inner for name in _names(part, span)]
            return [*_own(item), *rest]
    return []


def _own(item: Node) -> list[str]:
    match item:
        case Network(name=name):
            return ["network" if name is None else f"network {name.text}"]
        case Block() | Section() | Param() | Shared():
            return [item.name.text]
        case Bind():
            return [", ".join(target.name.text for target in item.targets)]
        case Import():
            return ["import"]
        case _:
            return []
