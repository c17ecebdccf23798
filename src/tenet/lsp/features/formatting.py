"""The text in canonical style, whole or in a stretch; a text with mistakes stays as it is."""

from __future__ import annotations

from difflib import SequenceMatcher

from lsprotocol import types

from tenet.diagnostics import TenetError
from tenet.lsp.document import Document
from tenet.lsp.workspace import Workspace
from tenet.source import Span
from tenet.syntax.format import format_text


def answer(files: Workspace, params: types.DocumentFormattingParams) -> list[types.TextEdit]:
    """The edits that bring a file into canonical style, line by line."""
    return edits(files.document(params.text_document.uri))


def in_range(files: Workspace, params: types.DocumentRangeFormattingParams) -> list[types.TextEdit]:
    """Those of the edits that touch a stretch of lines."""
    first, last = params.range.start.line, params.range.end.line
    made = edits(files.document(params.text_document.uri))
    return [edit for edit in made if edit.range.start.line <= last and edit.range.end.line >= first]


def edits(document: Document) -> list[types.TextEdit]:
    """The edits, none of which changes what the text means."""
    try:
        styled = format_text(document.source)
    except TenetError:
        return []
    return line_edits(document, styled)


def line_edits(document: Document, text: str) -> list[types.TextEdit]:
    """The edits, each of whole lines, that make a document hold a text."""
    before, after = document.text.splitlines(keepends=True), text.splitlines(keepends=True)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    found = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [
        types.TextEdit(
            document.positions.range(Span(document.source, starts[low], starts[high])),
            "".join(after[new_low:new_high]),
        )
        for what, low, high, new_low, new_high in found
        if what != "equal"
    ]


ANSWERS = {
    types.TEXT_DOCUMENT_FORMATTING: answer,
    types.TEXT_DOCUMENT_RANGE_FORMATTING: in_range,
}
