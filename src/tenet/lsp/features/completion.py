"""What can be written at a cursor, what fits first."""

from __future__ import annotations

from lsprotocol import types

from tenet.analysis.names import Kind
from tenet.lsp.features.hover import page
from tenet.lsp.proposals import Proposal, begun, proposals
from tenet.lsp.workspace import Workspace
from tenet.pages.definition import kinds, named
from tenet.source import Span

KINDS = {
    Kind.MODULE: types.CompletionItemKind.Module,
    Kind.PARAM: types.CompletionItemKind.Constant,
    Kind.BLOCK: types.CompletionItemKind.Function,
    Kind.NETWORK: types.CompletionItemKind.Class,
    Kind.FIELD: types.CompletionItemKind.Field,
    Kind.INPUT: types.CompletionItemKind.Variable,
    Kind.SETTING: types.CompletionItemKind.Variable,
    Kind.SHARED: types.CompletionItemKind.Function,
    Kind.TURN: types.CompletionItemKind.Variable,
    Kind.SIZE: types.CompletionItemKind.TypeParameter,
    Kind.VALUE: types.CompletionItemKind.Variable,
    "setting": types.CompletionItemKind.Property,
    "choice": types.CompletionItemKind.EnumMember,
    "column": types.CompletionItemKind.Field,
    "file": types.CompletionItemKind.File,
    "rule": types.CompletionItemKind.Event,
    "keyword": types.CompletionItemKind.Keyword,
    "type": types.CompletionItemKind.TypeParameter,
    "operation": types.CompletionItemKind.Method,
}


def answer(files: Workspace, params: types.CompletionParams) -> types.CompletionList:
    """What can be written at a position."""
    document = files.document(params.text_document.uri)
    offset = document.positions.offset(params.position)
    start = begun(document, offset)
    written = document.positions.range(Span(document.source, start, offset))
    found: dict[str, Proposal] = {}
    for proposal in proposals(document, offset):
        known = found.get(proposal.label)
        if known is None or proposal.rank < known.rank:
            found[proposal.label] = proposal
    items = [_item(place, proposal, written) for place, proposal in enumerate(found.values())]
    return types.CompletionList(is_incomplete=False, items=items)


def resolve(_: Workspace, item: types.CompletionItem) -> types.CompletionItem:
    """The item with the page of the thing that it names."""
    sort = item.data if isinstance(item.data, str) else ""
    first = [kind for kind in kinds() if kind.kind == sort]
    thing = named(item.label, first) if first else None
    if thing is not None:
        item.documentation = types.MarkupContent(types.MarkupKind.Markdown, page(thing))
    return item


def _item(place: int, proposal: Proposal, written: types.Range) -> types.CompletionItem:
    """The item; settings stand in their own order, and all else by its letters."""
    text = proposal.text or proposal.label
    is_setting = text.rstrip().endswith("=")
    order = f"{place:04}" if is_setting else proposal.label
    again = types.Command("what it can be", "editor.action.triggerSuggest")
    return types.CompletionItem(
        label=proposal.label,
        kind=KINDS.get(proposal.sort, types.CompletionItemKind.Value),
        detail=proposal.detail or proposal.sort,
        sort_text=f"{int(proposal.rank)}{order}",
        text_edit=types.TextEdit(written, text),
        data=proposal.sort,
        command=again if text.endswith(("=", "/")) else None,
    )


ANSWERS = {
    types.TEXT_DOCUMENT_COMPLETION: answer,
    types.COMPLETION_ITEM_RESOLVE: resolve,
}
OPTIONS = {
    types.TEXT_DOCUMENT_COMPLETION: types.CompletionOptions(
        trigger_characters=[".", ">", "(", ",", "=", '"', " "], resolve_provider=True
    )
}
