"""Where a name is used: in this file, and in every file that imports it."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from tenet.analysis.names import Occurrence
from tenet.lsp.document import Document
from tenet.lsp.workspace import Workspace


def answer(files: Workspace, params: types.ReferenceParams) -> list[types.Location]:
    """The places of the name at a position."""
    document = files.document(params.text_document.uri)
    found = document.names.at(document.positions.offset(params.position))
    if found is None:
        return []
    wanted = params.context.include_declaration
    return [
        types.Location(other.uri, other.positions.range(place.span))
        for other, place in occurrences(files, document, found)
        if wanted or not place.binds
    ]


def highlights(
    files: Workspace, params: types.DocumentHighlightParams
) -> list[types.DocumentHighlight]:
    """The places of the name at a position in its own file."""
    document = files.document(params.text_document.uri)
    found = document.names.at(document.positions.offset(params.position))
    kinds = types.DocumentHighlightKind
    return [
        types.DocumentHighlight(
            document.positions.range(place.span), kinds.Write if place.binds else kinds.Read
        )
        for place in ([] if found is None else document.names.of(found.symbol))
    ]


def occurrences(
    files: Workspace, document: Document, found: Occurrence
) -> Iterator[tuple[Document, Occurrence]]:
    """Where the name of an occurrence stands, with the file; the file itself comes first."""
    yield from ((document, place) for place in document.names.of(found.symbol))
    for other in files.everywhere():
        if other.path.resolve() != document.path.resolve():
            yield from ((other, place) for place in other.names.of(found.symbol))


ANSWERS = {
    types.TEXT_DOCUMENT_REFERENCES: answer,
    types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT: highlights,
}
