"""What can be folded: whatever has a body of several lines, and comments."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from tenet.lsp.document import Document
from tenet.lsp.workspace import Workspace
from tenet.syntax.tree import Bind, Block, Call, For, If, ListOf, Network, Repeat, Section
from tenet.syntax.walk import nodes

FOLDED = (Bind, Block, Call, For, If, ListOf, Network, Repeat, Section)


def answer(files: Workspace, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
    """The stretches of lines, each from the line that stays to be seen."""
    document = files.document(params.text_document.uri)
    found: dict[int, types.FoldingRange] = {}
    for first, last, kind in (*_comments(document), *_bodies(document)):
        if last > first and (first not in found or found[first].end_line < last):
            found[first] = types.FoldingRange(first, last, kind=kind)
    return [found[line] for line in sorted(found)]


def _bodies(document: Document) -> Iterator[tuple[int, int, types.FoldingRangeKind | None]]:
    for node in nodes(document.tree):
        if isinstance(node, FOLDED):
            yield node.span.first.line - 1, node.span.last.line - 1, None


def _comments(document: Document) -> Iterator[tuple[int, int, types.FoldingRangeKind | None]]:
    """Comments on lines of their own that follow one another."""
    lines = [c.span.first.line - 1 for c in document.tree.comments if c.alone]
    start = 0
    for n, line in enumerate(lines):
        if n + 1 == len(lines) or lines[n + 1] != line + 1:
            yield lines[start], line, types.FoldingRangeKind.Comment
            start = n + 1


ANSWERS = {types.TEXT_DOCUMENT_FOLDING_RANGE: answer}
