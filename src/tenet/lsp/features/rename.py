"""Another name for what a name stands for, in every file that uses it."""

from __future__ import annotations

import re

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from tenet.analysis.names import Occurrence
from tenet.lsp.document import Document, file_of
from tenet.lsp.features.references import occurrences
from tenet.lsp.workspace import Workspace
from tenet.syntax.tables import load

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def prepare(files: Workspace, params: types.PrepareRenameParams) -> types.Range | None:
    """The range of the name that would be changed; none where nothing of the user's stands."""
    document = files.document(params.text_document.uri)
    found = _renamable(document, params.position)
    return None if found is None else document.positions.range(found.span)


def answer(files: Workspace, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """The edits that write the new name at every place.

    Raises:
        JsonRpcInvalidParams: it is no name, or one that stands for something there already.
    """
    document = files.document(params.text_document.uri)
    found = _renamable(document, params.position)
    if found is None:
        return None
    new = params.new_name
    if not NAME.fullmatch(new) or new in load().keywords:
        raise JsonRpcInvalidParams(f"`{new}` is no name that Tenet knows")
    changes: dict[str, list[types.TextEdit]] = {}
    for other, place in occurrences(files, document, found):
        taken = [s.span for s in other.names.in_force(place.span.start) if s.name == new]
        if taken:
            line = taken[0].first.line
            raise JsonRpcInvalidParams(f"`{new}` stands for something else already, in line {line}")
        edit = types.TextEdit(other.positions.range(place.span), new)
        changes.setdefault(other.uri, []).append(edit)
    return types.WorkspaceEdit(changes)


def _renamable(document: Document, position: types.Position) -> Occurrence | None:
    """What stands at a position, if it is the user's own."""
    found = document.names.at(document.positions.offset(position))
    if found is None:
        return None
    source = found.symbol.span.source
    return None if source is not document.source and not _owned(document, found) else found


def _owned(document: Document, found: Occurrence) -> bool:
    return file_of(found.symbol.span.source) in document.imported


ANSWERS = {types.TEXT_DOCUMENT_PREPARE_RENAME: prepare, types.TEXT_DOCUMENT_RENAME: answer}
OPTIONS = {types.TEXT_DOCUMENT_RENAME: types.RenameOptions(prepare_provider=True)}
