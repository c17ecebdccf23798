"""Where a name is bound: in this file, in one that it imports, or in the standard library."""

from __future__ import annotations

from lsprotocol import types

from tenet.elaborate.chain import PRELUDE, SHELF
from tenet.elaborate.prelude import prelude
from tenet.lsp.document import Document, file_of, imported_file
from tenet.lsp.positions import Positions
from tenet.lsp.workspace import Workspace
from tenet.source import Source, Span
from tenet.syntax.parse import parse
from tenet.syntax.tree import Block, Import, Name
from tenet.syntax.walk import around

START = types.Range(types.Position(0, 0), types.Position(0, 0))


def answer(files: Workspace, params: types.DefinitionParams) -> types.Location | None:
    """Where what stands at a position is bound."""
    document = files.document(params.text_document.uri)
    offset = document.positions.offset(params.position)
    found = document.names.at(offset)
    path = around(document.tree, offset)
    module = next((node for node in path if isinstance(node, Import)), None)
    if module is not None:
        file = imported_file(document.path.parent, module)
        return types.Location(file.as_uri(), START) if file.is_file() else None
    if found is not None:
        return located(document, found.symbol.span if found.binds else found.bound)
    last = path[-1] if path else None
    if isinstance(last, Name) and last.text in prelude():
        return _in_prelude(document, last.text)
    return None


def located(document: Document, span: Span) -> types.Location:
    """Where a span stands, in this file or another."""
    if span.source is document.source:
        return types.Location(document.uri, document.positions.range(span))
    lines = Positions(span.source.text, document.encoding)
    return types.Location(file_of(span.source).as_uri(), lines.range(span))


def _in_prelude(document: Document, name: str) -> types.Location | None:
    """Where an operation is written that is written in Tenet."""
    file = SHELF / PRELUDE
    tree, _ = parse(Source(str(file), file.read_text("utf-8")))
    blocks = (item.name for item in tree.items if isinstance(item, Block))
    return next((located(document, block.span) for block in blocks if block.text == name), None)


ANSWERS = {types.TEXT_DOCUMENT_DEFINITION: answer}
