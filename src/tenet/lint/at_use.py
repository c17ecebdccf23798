"""Findings inside the standard library, told where the user's text uses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tenet.diagnostics import Diagnostic, Label
from tenet.elaborate.chain import is_standard
from tenet.frozen import replace
from tenet.ir.graph import BlockUse, Graph
from tenet.lint.places import Places
from tenet.source import Span
from tenet.syntax.tree import Argument, Block


def at_use(graph: Graph, places: Places, findings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The findings where the user can do something; a fix of the library's text is none.

    Where the guilty words hold a setting of the block that is used, the help says which, and the
    finding stands where that is given, if it is.
    """
    for finding in findings:
        span = finding.span
        if span is None or not is_standard(span):
            yield finding
            continue
        path = _path(graph, span)
        if not path:
            continue
        # What stands at a whole layer may be of any of its words.
        whole = any(node.span == span for node in graph.nodes)
        use = path[-1]
        setting, given = (None, None) if whole else _setting(places, span, path)
        said = None if setting is None else f"`{use.name}` takes it as `{setting}`"
        yield replace(
            finding,
            span=use.span if given is None else given.span,
            help="; ".join(part for part in (finding.help, said) if part) or None,
            labels=(Label(span, "found here"), *finding.labels),
            fix=None,
        )


def _path(graph: Graph, span: Span) -> list[BlockUse]:
    """The uses of blocks around a place of the library, from the innermost to one of the user's text."""
    for node in graph.nodes:
        if not _holds(node.span, span):
            continue
        around = sorted((s for s in graph.blocks if node.path.startswith(f"{s}.")), key=len)
        path = [graph.blocks[scope] for scope in reversed(around)]
        for count, use in enumerate(path, 1):
            if not is_standard(use.span):
                return path[:count]
    return []


def _setting(
    places: Places, span: Span, path: list[BlockUse]
) -> tuple[str | None, Argument | None]:
    """The setting of the outermost use by which what stands at a place is said, and where it is given."""
    name, given = None, None
    for use in path:
        block = places.block(span)
        name = None if block is None else _named(places, block, span)
        if block is None or name is None:
            return None, None
        given = places.handed(use.span, block, name)
        if given is None:
            return (name, None) if use is path[-1] else (None, None)
        span = given.span
    return name, given


def _named(places: Places, block: Block, span: Span) -> str | None:
    """The setting of a block that words in its text hold, if they hold just one."""
    known = {setting.name.text for setting in block.settings}
    found = {name.text for name in places.names(span)} & known
    return found.pop() if len(found) == 1 else None


def _holds(outer: Span, inner: Span) -> bool:
    return outer.source is inner.source and outer.start <= inner.start <= inner.end <= outer.end
