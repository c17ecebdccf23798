"""What is called at a cursor takes: its settings, with the one that is being written."""

from __future__ import annotations

import inspect

from lsprotocol import types

from tenet.lsp.naming import block_of
from tenet.lsp.standing import Entry, entries_of, kinds_of_callee
from tenet.lsp.workspace import Workspace
from tenet.pages.definition import default, named
from tenet.syntax.cursor import Bracket, cursor
from tenet.syntax.tree import Block


def answer(files: Workspace, params: types.SignatureHelpParams) -> types.SignatureHelp | None:
    """The settings of what is called at a position."""
    document = files.document(params.text_document.uri)
    here = cursor(document.source, document.positions.offset(params.position))
    call = here.call
    if call is None:
        return None
    block = block_of(document, call.head, here.start)
    if block is not None:
        return _help(call, _of_block(block), block.doc)
    thing = named(call.head, kinds_of_callee(here))
    if thing is None:
        return None
    known = entries_of(thing)
    told = {name: (_written(entry), entry.words) for name, entry in known.items()}
    return _help(call, told, (inspect.getdoc(thing) or "").partition("\n\n")[0])


def _of_block(block: Block) -> dict[str, tuple[str, str]]:
    return {setting.name.text: (setting.span.text, "") for setting in block.settings}


def _written(entry: Entry) -> str:
    setting = entry.setting
    return setting.name if setting.required else f"{setting.name}={default(setting)}"


def _help(call: Bracket, told: dict[str, tuple[str, str]], doc: str) -> types.SignatureHelp:
    """A signature of settings, each as it is written and what it means."""
    names = list(told)
    active = names.index(call.name) if call.name in names else call.commas
    parameters = [
        types.ParameterInformation(label, types.MarkupContent(types.MarkupKind.Markdown, words))
        for label, words in told.values()
    ]
    shown = f"{call.head}({', '.join(label for label, _ in told.values())})"
    content = types.MarkupContent(types.MarkupKind.Markdown, doc)
    signature = types.SignatureInformation(shown, content, parameters)
    return types.SignatureHelp([signature], 0, min(active, max(len(names) - 1, 0)))


ANSWERS = {types.TEXT_DOCUMENT_SIGNATURE_HELP: answer}
OPTIONS = {
    types.TEXT_DOCUMENT_SIGNATURE_HELP: types.SignatureHelpOptions(
        trigger_characters=["(", ","], retrigger_characters=["="]
    )
}
