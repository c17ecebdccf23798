"""Hints inside the text: the shape after every arrow and at every binding, and what a layer costs."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from tenet.analysis.sightings import Sighting
from tenet.ir.graph import Value
from tenet.lsp.document import Document
from tenet.lsp.settings import Settings
from tenet.lsp.workspace import Workspace
from tenet.syntax.tree import Bind, Chain, Literal, Node
from tenet.syntax.walk import nodes


def answer(files: Workspace, params: types.InlayHintParams) -> list[types.InlayHint]:
    """The hints in a stretch of a file."""
    document = files.document(params.text_document.uri)
    start, end = document.positions.offsets(params.range)
    return [hint for hint in hints(document, files.settings, start, end)]


def hints(document: Document, chosen: Settings, start: int, end: int) -> Iterator[types.InlayHint]:
    """The hints from an offset up to another."""
    for node in nodes(document.tree):
        if node.span.end < start or node.span.start > end:
            continue
        for at, found in _shown(document, node):
            text = _text(document, chosen, found)
            if text:
                yield _hint(document, at, text)


def _shown(document: Document, node: Node) -> Iterator[tuple[int, Sighting]]:
    """The offsets at which a node has a hint, and of what."""
    if isinstance(node, Chain):
        found = document.sightings.first(node.span)
        if found is not None:
            yield node.span.end, found
    if isinstance(node, Bind) and not isinstance(node.value, Chain | Literal):
        for target in node.targets:
            found = document.sightings.first(target.name.span)
            if found is not None and target.type is None:
                yield target.name.span.end, found


def _text(document: Document, chosen: Settings, found: Sighting) -> str:
    """What a hint says; nothing where there is nothing to say."""
    parts = []
    if chosen.shapes:
        held = isinstance(found.value, Value) or not found.text
        parts.append(found.text if held else f"= {found.text}")
    return " · ".join(part for part in parts if part)


def _hint(document: Document, at: int, text: str) -> types.InlayHint:
    return types.InlayHint(
        document.positions.position(at), text, types.InlayHintKind.Type, padding_left=True
    )


ANSWERS = {types.TEXT_DOCUMENT_INLAY_HINT: answer}
