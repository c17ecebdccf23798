"""The outline of a file, and the names of all files."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from tenet.lsp.document import Document
from tenet.lsp.workspace import Workspace
from tenet.source import Span
from tenet.syntax.tree import Bind, Block, Import, Name, Network, Node, Param, Section, Shared

KINDS: dict[type[Node], types.SymbolKind] = {
    Import: types.SymbolKind.Module,
    Param: types.SymbolKind.Constant,
    Block: types.SymbolKind.Function,
    Network: types.SymbolKind.Class,
    Section: types.SymbolKind.Namespace,
    Bind: types.SymbolKind.Variable,
    Shared: types.SymbolKind.Object,
}
INNER = ("body", "entries", "then", "otherwise")


def answer(files: Workspace, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    """The outline of a file."""
    document = files.document(params.text_document.uri)
    return [symbol for item in document.tree.items for symbol in _symbols(document, item)]


def everywhere(
    files: Workspace, params: types.WorkspaceSymbolParams
) -> list[types.SymbolInformation]:
    """The params, blocks and networks of all files whose names hold the letters of a query, in order."""
    found: list[types.SymbolInformation] = []
    for document in files.everywhere():
        for item in document.tree.items:
            name = getattr(item, "name", None)
            if isinstance(item, Param | Block | Network) and isinstance(name, Name):
                place = types.Location(document.uri, document.positions.range(name.span))
                if _matches(params.query, name.text):
                    found.append(types.SymbolInformation(place, name.text, KINDS[type(item)]))
    return found


def _matches(query: str, name: str) -> bool:
    left = iter(name.lower())
    return all(letter in left for letter in query.lower())


def _symbols(document: Document, node: Node) -> Iterator[types.DocumentSymbol]:
    """A node as a symbol with those inside it; only those inside of what has no name of its own."""
    inner = [
        symbol
        for part in INNER
        for child in getattr(node, part, ())
        for symbol in _symbols(document, child)
    ]
    kind, named = KINDS.get(type(node)), _named(node)
    if kind is None or named is None:
        yield from inner
        return
    name, at = named
    yield types.DocumentSymbol(
        name=name,
        kind=kind,
        range=document.positions.range(node.span),
        selection_range=document.positions.range(at),
        children=inner,
    )


def _named(node: Node) -> tuple[str, Span] | None:
    """What a node is called, and where that stands."""
    match node:
        case Network(name=None, span=span):
            return "network", Span(span.source, span.start, span.start + len("network"))
        case Import():
            name = node.alias or node.module
            return name.span.text, name.span
        case Bind(targets=targets):
            span = targets[0].name.span
            return ", ".join(target.name.text for target in targets), span
        case Param() | Block() | Network() | Section() | Shared():
            assert node.name is not None
            return node.name.text, node.name.span
        case _:
            return None


ANSWERS = {
    types.TEXT_DOCUMENT_DOCUMENT_SYMBOL: answer,
    types.WORKSPACE_SYMBOL: everywhere,
}
