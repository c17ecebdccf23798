"""Hints inside the text: the shape after every arrow and at every binding, and what a layer costs."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from tenet.analysis.sightings import Sighting
from tenet.lsp.costs import moment_of, number, total
from tenet.lsp.document import Document
from tenet.lsp.settings import Settings
from tenet.lsp.workspace import Workspace
from tenet.source import Span
from tenet.syntax.tree import Bind, Chain, Literal, Node
from tenet.syntax.walk import nodes
from tenet.types.tensor import TensorType


def answer(files: Workspace, params: types.InlayHintParams) -> list[types.InlayHint]:
    """The hints in a stretch of a file."""
    document = files.document(params.text_document.uri)
    start, end = document.positions.offsets(params.range)
    return hints(document, files.settings, start, end)


def hints(document: Document, chosen: Settings, start: int, end: int) -> list[types.InlayHint]:
    """The hints from an offset up to another, in the order of the text."""
    made: dict[int, types.InlayHint] = {}
    for node in nodes(document.tree):
        if node.span.end < start or node.span.start > end:
            continue
        if isinstance(node, Chain) and node.stage.span in document.stages:
            text = document.stages[node.stage.span] if chosen.shapes else ""
            made[node.span.end] = _hint(document, node.span.end, text)
        for at, span in _shown(node):
            found = document.sightings.first(span)
            if found is not None and found.text and start <= at <= end:
                text = _text(document, chosen, span, found)
                made[at] = _hint(document, at, text)
    return [made[at] for at in sorted(made) if made[at].label]


def _hint(document: Document, at: int, text: str) -> types.InlayHint:
    return types.InlayHint(
        document.positions.position(at), text, types.InlayHintKind.Type, padding_left=True
    )


def _shown(node: Node) -> Iterator[tuple[int, Span]]:
    """The offsets at which a node has a hint, and the spans of what it tells of."""
    if isinstance(node, Chain):
        yield node.span.end, node.span
    elif isinstance(node, Bind) and not isinstance(node.value, Chain | Literal):
        for target in node.targets:
            if target.type is None:
                yield target.name.span.end, target.name.span


def _text(document: Document, chosen: Settings, span: Span, found: Sighting) -> str:
    """What a hint says; nothing where there is nothing to say."""
    parts = []
    if chosen.shapes:
        others = any(other.text != found.text for other in document.sightings.of(span)[1:])
        held = found.number is not None or isinstance(found.value, TensorType | tuple)
        text = found.text if held else f"= {found.text}"
        parts.append(f"{text} …" if others else text)
    parts += _numbers(document, chosen, found)
    return " · ".join(parts)


def _numbers(document: Document, chosen: Settings, found: Sighting) -> Iterator[str]:
    """The parameters of a layer, and the scale that is out of its band, as far as they are wanted."""
    if chosen.parameters and found.node is not None and found.node.parameters:
        yield f"{number(total(p for p in found.node.parameters if p.trainable))} parameters"
    if chosen.scale and document.is_sound:
        moment = moment_of(document, found)
        if moment is not None and (moment.is_large or moment.is_small):
            yield f"size {moment.rms:.1g}"


ANSWERS = {types.TEXT_DOCUMENT_INLAY_HINT: answer}
