"""A use of a block replaced by what the block does: its statements above, its result in the place of the use."""

from __future__ import annotations

from collections.abc import Iterable

from tenet.analysis.names import Kind
from tenet.analysis.sameness import same
from tenet.diagnostics import Edit
from tenet.lsp.document import Document
from tenet.lsp.using import Use, used
from tenet.lsp.writing import Writing
from tenet.source import Span
from tenet.syntax.tree import Bind, Block

MOST = 50
"""Uses of a block that are all inlined at once."""


def inlined(document: Document, offset: int) -> tuple[Edit, ...] | None:
    """The edits that put what a block does in the place of its use at an offset.

    None where no block of this file is used there, or where the network would not stay what it is:
    that is found out by elaborating the text that the edits make.
    """
    found = document.names.at(offset)
    if found is None or found.symbol.kind is not Kind.BLOCK or not _is_known(document):
        return None
    use = used(document, found)
    if use is None:
        return None
    for binding in (False, True):
        edits = _written(Writing(document, use, binding=binding))
        if edits is not None and _same(document, edited(document.text, edits)):
            return edits
    return None


def dissolved(document: Document, offset: int) -> str | None:
    """The text without the block that is declared at an offset, each of whose uses is inlined; none where one cannot be."""
    found = document.names.at(offset)
    if found is None or found.symbol.kind is not Kind.BLOCK or not found.binds:
        return None
    name = found.symbol.name
    at = document
    for _ in range(MOST):
        block = next(
            item for item in at.tree.items if isinstance(item, Block) and item.name.text == name
        )
        uses = [o for o in at.names.occurrences if o.symbol.span == block.name.span and not o.binds]
        if not uses:
            text = _without(at, block)
            return text if at is not document and _same(document, text) else None
        edits = inlined(at, uses[0].span.start)
        if edits is None:
            return None
        at = at.aside(edited(at.text, edits))
    return None


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text after edits."""
    for edit in sorted(edits, key=lambda edit: edit.span.start, reverse=True):
        text = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    return text


def above(document: Document, start: int) -> int:
    """The offset of the comment right above a declaration, or of the declaration."""
    line = document.source.position(start).line
    while line > 1 and document.source.line(line - 1).startswith("#"):
        line -= 1
    return document.source.line_starts[line - 1]


def _is_known(document: Document) -> bool:
    """Whether it can be told what the text means: it has a network, and no mistakes."""
    return document.is_sound and bool(document.elaborated.seen)


def _same(document: Document, text: str) -> bool:
    """Whether another text has no mistakes, and means what the document means."""
    after = document.aside(text)
    return after.is_sound and same(document.elaborated, after.elaborated)


def _without(document: Document, block: Block) -> str:
    """The text without a block, and without the comment right above it."""
    start, end = above(document, block.span.start), block.span.end
    rest = document.text[end:].lstrip("\r\n")
    return document.text[:start] + rest if rest else document.text[:start].rstrip() + "\n"


def _written(writing: Writing) -> tuple[Edit, ...] | None:
    """The edits of one way to write it; none where there is no place for the statements."""
    use = writing.use
    if writing.is_captured:
        return None
    lines, (span, result) = writing.statements(), writing.result()
    whole = Edit(span, result)
    if not lines:
        return (whole,)
    place = _place(use)
    if place is None or not use.leads:
        return None
    margin = place.text
    written = "\n".join(f"{margin}{line}" if line else "" for line in lines)
    if _says_nothing(use, result):
        return (Edit(Span(place.source, place.start, use.place.span.end), written),)
    return Edit(Span(place.source, place.start, place.start), f"{written}\n"), whole


def _says_nothing(use: Use, result: str) -> bool:
    """Whether the statement would bind a name to itself."""
    place = use.place
    if not isinstance(place, Bind) or place.value is not use.whole:
        return False
    return [(t.name.text, t.type) for t in place.targets] == [(result, None)]


def _place(use: Use) -> Span | None:
    """The margin before the statement that uses the block; none where something else stands there."""
    source, start = use.whole.span.source, use.place.span.start
    if use.place is use.item:
        assert isinstance(use.item, Block)
        start = source.text.rindex("return", 0, use.item.results[0].span.start)
    found = Span(source, source.line_starts[source.position(start).line - 1], start)
    return found if not found.text.strip() else None
