"""Ever larger stretches around a position, as the tree has them."""

from __future__ import annotations

from lsprotocol import types

from tenet.lsp.workspace import Workspace
from tenet.source import Span
from tenet.syntax.walk import around


def answer(files: Workspace, params: types.SelectionRangeParams) -> list[types.SelectionRange]:
    """For each position the stretches around it, the smallest first."""
    document = files.document(params.text_document.uri)
    found: list[types.SelectionRange] = []
    for position in params.positions:
        at = types.SelectionRange(document.positions.whole)
        last = Span(document.source, 0, len(document.text))
        for node in around(document.tree, document.positions.offset(position)):
            if node.span != last and node.span.end > node.span.start:
                at, last = types.SelectionRange(document.positions.range(node.span), at), node.span
        found.append(at)
    return found


ANSWERS = {types.TEXT_DOCUMENT_SELECTION_RANGE: answer}
