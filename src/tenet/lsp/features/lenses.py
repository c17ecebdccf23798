"""What stands above a network: how much it learns and computes, and how much is wrong with it."""

from __future__ import annotations

from lsprotocol import types

from tenet.analysis.overview import overview
from tenet.lsp.document import Document
from tenet.lsp.workspace import Workspace
from tenet.syntax.tree import Network
from tenet.types.dim import Dim


def answer(files: Workspace, params: types.CodeLensParams) -> list[types.CodeLens]:
    """A line above each network."""
    document = files.document(params.text_document.uri)
    if not files.settings.lenses:
        return []
    return [
        types.CodeLens(
            document.positions.range(item.span),
            types.Command(title=_title(document, item), command=""),
        )
        for item in document.tree.items
        if isinstance(item, Network)
    ]


def _title(document: Document, item: Network) -> str:
    graphs = document.elaborated.experiment.networks
    name = document.path.stem if item.name is None else item.name.text
    parts = []
    if name in graphs:
        found = overview(graphs[name])
        parts += [f"{_number(found.parameters)} parameters", f"{_number(found.macs)} multiply-adds"]
    inside = [
        finding
        for finding in document.findings
        if finding.span is not None
        and finding.span.source is document.source
        and item.span.start <= finding.span.start <= item.span.end
    ]
    if inside:
        parts.append(f"{len(inside)} finding{'' if len(inside) == 1 else 's'}")
    elif (
        not document.findings
    ):  # what is wrong elsewhere, such as in a block, may be wrong here too
        parts.append("sound")
    return " · ".join(parts)


def _number(size: Dim) -> str:
    return f"{size:,}" if isinstance(size, int) else str(size)


ANSWERS = {types.TEXT_DOCUMENT_CODE_LENS: answer}
