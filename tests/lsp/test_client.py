"""Every feature as pytest-lsp asks for it: a client that knows nothing of Tenet, and holds the server to the protocol.

What it is told matches what Neovim says of itself, and is checked against that; Neovim asks for findings. Clients that
are told findings unasked are in `test_server.py` and `test_emacs.py`.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

SPEC = """# A small one.
param width = 8

block layer(x; n: int in 1..) {
    return x -> dense(n) -> relu
}

network(x: f32[4]) -> y {
    h = x -> layer(width) -> layer(2 * width)
    y = h -> dense(3) -> softmax
}
"""
WRONG = "network(x: f32[4]) -> y {\n    y = x -> densse(3)\n}\n"


@pytest_lsp.fixture(  # type: ignore[untyped-decorator]
    config=ClientServerConfig(server_command=[sys.executable, "-m", "tenet", "lsp"])
)
async def client(lsp_client: LanguageClient, tmp_path: Path) -> AsyncIterator[None]:
    """A client that has done its greeting."""
    await lsp_client.initialize_session(
        lsp.InitializeParams(capabilities=client_capabilities("neovim"), root_uri=tmp_path.as_uri())
    )
    yield
    await lsp_client.shutdown_session()


@pytest.fixture(name="uri")
def uri_fixture(client: LanguageClient, tmp_path: Path) -> str:
    """A spec that the client has open."""
    return opened(client, tmp_path / "spec.tenet", SPEC)


def opened(client: LanguageClient, path: Path, text: str) -> str:
    """Effect: the client opens a file with a text."""
    item = lsp.TextDocumentItem(path.as_uri(), "tenet", 1, text)
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
    return path.as_uri()


def at(text: str, behind: str = "") -> lsp.Position:
    """Where a text stands first in the spec, or what is behind it."""
    before = SPEC[: SPEC.index(text + behind) + len(text) * bool(behind)]
    return lsp.Position(before.count("\n"), len(before.rpartition("\n")[2]))


async def test_findings_and_their_fixes(client: LanguageClient, tmp_path: Path) -> None:
    uri = opened(client, tmp_path / "wrong.tenet", WRONG)
    spec = lsp.TextDocumentIdentifier(uri)
    pulled = await client.text_document_diagnostic_async(lsp.DocumentDiagnosticParams(spec))
    assert isinstance(pulled, lsp.RelatedFullDocumentDiagnosticReport)
    (finding,) = pulled.items
    actions = await client.text_document_code_action_async(
        lsp.CodeActionParams(spec, finding.range, lsp.CodeActionContext([finding]))
    )

    assert (finding.code, finding.range.start) == ("NAM002", lsp.Position(1, 13))
    assert any("dense" in action.title for action in actions or ())


async def test_what_is_known_at_a_place(client: LanguageClient, uri: str) -> None:
    spec = lsp.TextDocumentIdentifier(uri)
    hover = await client.text_document_hover_async(lsp.HoverParams(spec, at("dense(3)")))
    proposed = await client.text_document_completion_async(
        lsp.CompletionParams(spec, at("dense(3)"))
    )
    signature = await client.text_document_signature_help_async(
        lsp.SignatureHelpParams(spec, at("dense(", "3)"))
    )
    defined = await client.text_document_definition_async(
        lsp.DefinitionParams(spec, at("layer(width)"))
    )

    assert hover is not None
    assert "units" in str(hover.contents)
    items = proposed.items if isinstance(proposed, lsp.CompletionList) else proposed
    assert {"dense", "layer", "softmax"} <= {item.label for item in items or ()}
    assert signature is not None
    assert "units" in signature.signatures[0].label
    assert isinstance(defined, lsp.Location)
    assert defined.range.start == at("layer(x")


async def test_names_are_found_and_changed(client: LanguageClient, uri: str) -> None:
    spec = lsp.TextDocumentIdentifier(uri)
    used = await client.text_document_references_async(
        lsp.ReferenceParams(lsp.ReferenceContext(include_declaration=True), spec, at("layer(x"))
    )
    ready = await client.text_document_prepare_rename_async(
        lsp.PrepareRenameParams(spec, at("layer(x"))
    )
    renamed = await client.text_document_rename_async(lsp.RenameParams(spec, at("layer(x"), "bent"))
    named = await client.text_document_document_symbol_async(lsp.DocumentSymbolParams(spec))
    everywhere = await client.workspace_symbol_async(lsp.WorkspaceSymbolParams("layer"))

    assert len(used or ()) == 3
    assert ready is not None
    assert renamed is not None
    counts = [len(edits) for edits in (renamed.changes or {}).values()]
    counts += [
        len(c.edits) for c in renamed.document_changes or () if isinstance(c, lsp.TextDocumentEdit)
    ]
    assert counts == [3]
    assert {"width", "layer"} <= {symbol.name for symbol in named or ()}
    assert "layer" in {symbol.name for symbol in everywhere or ()}


async def test_what_is_shown_beside_the_text(client: LanguageClient, uri: str) -> None:
    spec, last = lsp.TextDocumentIdentifier(uri), lsp.Position(SPEC.count("\n"), 0)
    whole = lsp.Range(lsp.Position(0, 0), last)
    hints = await client.text_document_inlay_hint_async(lsp.InlayHintParams(spec, whole))
    lenses = await client.text_document_code_lens_async(lsp.CodeLensParams(spec))
    folds = await client.text_document_folding_range_async(lsp.FoldingRangeParams(spec))
    tokens = await client.text_document_semantic_tokens_full_async(lsp.SemanticTokensParams(spec))
    chosen = await client.text_document_selection_range_async(
        lsp.SelectionRangeParams(spec, [at("dense(3)")])
    )

    assert any("f32[16]" in str(hint.label) for hint in hints or ())
    assert any("parameters" in lens.command.title for lens in lenses or () if lens.command)
    assert {fold.start_line for fold in folds or ()} >= {at("block").line, at("network").line}
    assert tokens is not None
    assert len(tokens.data) % 5 == 0
    assert len(tokens.data) > 50
    assert chosen is not None
    assert chosen[0].parent is not None


async def test_the_text_is_put_right(client: LanguageClient, tmp_path: Path) -> None:
    uri = opened(client, tmp_path / "loose.tenet", SPEC.replace("y = h", "y   =  h"))
    spec = lsp.TextDocumentIdentifier(uri)
    settings = lsp.FormattingOptions(tab_size=4, insert_spaces=True)
    edits = await client.text_document_formatting_async(
        lsp.DocumentFormattingParams(spec, settings)
    )
    row = at("y = h").line
    some = await client.text_document_range_formatting_async(
        lsp.DocumentRangeFormattingParams(
            spec, lsp.Range(lsp.Position(row, 0), lsp.Position(row + 1, 0)), settings
        )
    )

    assert edits
    assert some
    assert all("   =  " not in edit.new_text for edit in [*edits, *some])
