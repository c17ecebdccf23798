"""The server as a whole: it starts fast and light, follows imports, survives what fails, and ends."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.architecture.test_imports import HEAVY
from tests.lsp.editor import ROOT, Editor, ServerError

from tenet.frozen import fields
from tenet.lsp.settings import Settings

PARTS = "block part(x; units) {\n    return x -> dense(units)\n}\n"
MAIN = """\
import "parts.tenet" as parts

network(x: f32[20]) -> y: f32[3] {
    y = x -> parts.part(3)
}
"""
SOUND = "network(x: f32[20]) -> y: f32[3] {\n    y = x -> dense(3)\n}\n"


def hints(editor: Editor, name: str) -> list[str]:
    return [hint["label"] for hint in editor.ask("textDocument/inlayHint", editor.whole(name))]


# ── several files ────────────────────────────────────────────────────────────────────────────


def test_a_change_in_an_imported_file_is_seen_before_it_is_saved(
    start: Callable[..., Editor],
) -> None:
    editor = start()
    (editor.folder / "parts.tenet").write_text(PARTS)
    editor.open("main.tenet", MAIN)
    assert editor.diagnostics("main.tenet") == []

    editor.open("parts.tenet", PARTS)
    assert editor.diagnostics("parts.tenet") == []
    at = PARTS.index("part(x")
    editor.change("parts.tenet", at, at + 4, "piece")
    (found,) = editor.until("main.tenet", bool)
    assert "has no `part`" in found["message"]
    assert "workspace/inlayHint/refresh" in editor.asked

    editor.close("parts.tenet")
    assert editor.until("main.tenet", lambda found: not found) == []


def test_a_file_that_was_missing_is_found_when_it_is_there(start: Callable[..., Editor]) -> None:
    editor = start()
    editor.open("main.tenet", MAIN)
    (found,) = editor.diagnostics("main.tenet")
    assert "parts.tenet" in found["message"]

    (editor.folder / "parts.tenet").write_text(PARTS)
    changes = [{"uri": editor.uri("parts.tenet"), "type": 1}]
    editor.send("workspace/didChangeWatchedFiles", {"changes": changes})
    assert editor.until("main.tenet", lambda found: not found) == []
    assert "client/registerCapability" in editor.asked


def test_a_mistake_in_an_imported_file_is_shown_where_it_is_used(
    start: Callable[..., Editor],
) -> None:
    editor = start()
    (editor.folder / "parts.tenet").write_text(PARTS.replace("dense(units)", "conv(units, 3)"))
    editor.open("main.tenet", MAIN)
    (found,) = editor.diagnostics("main.tenet")

    assert editor.words("main.tenet", found["range"]) == "parts.part(3)"
    assert found["message"].startswith("in `parts.tenet`, ")
    assert found["relatedInformation"][0]["location"]["uri"] == editor.uri("parts.tenet")


def test_a_block_shows_the_shapes_of_its_first_use_in_another_file(
    start: Callable[..., Editor],
) -> None:
    editor = start()
    editor.open("parts.tenet", PARTS)
    assert hints(editor, "parts.tenet") == []

    editor.open("main.tenet", MAIN)
    editor.change("parts.tenet", 0, 0, "# Parts.\n")
    assert hints(editor, "parts.tenet") == ["f32[3]"]


def test_rename_across_files(start: Callable[..., Editor]) -> None:
    editor = start()
    (editor.folder / "main.tenet").write_text(MAIN)
    place = editor.open("parts.tenet", PARTS.replace("part(x", "pa|rt(x"))
    changes = editor.ask("textDocument/rename", {**place, "newName": "piece"})["changes"]

    editor.open("main.tenet", MAIN)
    assert {
        name: editor.edited(name, changes[editor.uri(name)])
        for name in ("main.tenet", "parts.tenet")
    } == {
        "main.tenet": MAIN.replace("part(", "piece("),
        "parts.tenet": PARTS.replace("part(", "piece("),
    }


def test_the_settings_of_a_project_count(start: Callable[..., Editor]) -> None:
    editor = start()
    linear = SOUND.replace("dense(3)", "dense(64) -> dense(3)")
    editor.open("main.tenet", linear)
    assert [d["code"] for d in editor.diagnostics("main.tenet")] == ["ACT001"]

    project = editor.folder / "pyproject.toml"
    project.write_text('[tool.tenet]\nignore = ["ACT"]\n')
    editor.send("workspace/didChangeWatchedFiles", {"changes": []})
    assert editor.until("main.tenet", lambda found: not found) == []

    project.write_text("[tool.tenet]\nignore = 3\n")
    editor.send("workspace/didChangeWatchedFiles", {"changes": []})
    (wrong,) = editor.until("main.tenet", bool)
    assert "is a list of rules" in wrong["message"]


# ── choices ──────────────────────────────────────────────────────────────────────────────────


def test_parameters_are_shown_on_request(start: Callable[..., Editor]) -> None:
    editor = start(parameters=True)
    editor.open("main.tenet", SOUND)
    assert hints(editor, "main.tenet") == ["f32[3] · 63 parameters"]

    editor.send("workspace/didChangeConfiguration", {"settings": {"tenet": {"shapes": False}}})
    assert hints(editor, "main.tenet") == []


def test_the_extension_offers_the_same_choices() -> None:
    package = json.loads((ROOT / "editors" / "vscode" / "package.json").read_text("utf-8"))
    offered = package["contributes"]["configuration"]["properties"]
    chosen = {name.removeprefix("tenet."): offer["default"] for name, offer in offered.items()}

    assert chosen.pop("command") == ["tenet", "lsp"]
    assert chosen == {name: getattr(Settings(), name) for name in fields(Settings())}


def test_a_scale_is_shown_where_it_leaves_the_healthy_band(start: Callable[..., Editor]) -> None:
    editor = start()
    editor.open("main.tenet", SOUND.replace("x -> dense", "1e6 * x -> dense"))
    (shown,) = hints(editor, "main.tenet")

    assert shown.startswith("f32[3] · size ")


# ── the process ──────────────────────────────────────────────────────────────────────────────


def test_no_framework_is_loaded() -> None:
    asked = (
        "from tenet.lsp.server import Server; from tenet.discovery import modules\n"
        "from tenet.lsp.proposals import proposals; from tenet.lsp.features.diagnostics import told\n"
        "from pathlib import Path; server = Server(); files = server.files\n"
        f"path = Path({str(ROOT / 'specs' / 'digits_residual.tenet')!r})\n"
        "document = files.document(path.as_uri()); told(files, document)\n"
        "list(proposals(document, document.text.index('global_avg')))\n"
        "import sys; print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        capture_output=True, text=True, check=True, timeout=60, env={"PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert "pygls" in done.stdout.split()
    assert not set(done.stdout.split()) & HEAVY


def test_what_fails_is_answered_and_the_server_goes_on(start: Callable[..., Editor]) -> None:
    editor = start()
    place = editor.open("main.tenet", SOUND.replace("dense", "de|nse"))
    missing = {"textDocument": {"uri": editor.uri("nowhere.tenet")}}
    with pytest.raises(ServerError, match="nowhere"):
        editor.ask("textDocument/foldingRange", missing)
    with pytest.raises(ServerError):
        editor.ask("tenet/unheard", {})
    with pytest.raises(ServerError, match="Invalid Params"):
        editor.ask("textDocument/hover", {"textDocument": place["textDocument"]})

    assert editor.ask("textDocument/hover", place) is not None
    assert editor.quit() == 0


def test_a_file_that_was_never_saved_is_checked(start: Callable[..., Editor]) -> None:
    editor = start()
    uri = "untitled:Untitled-1"
    item = {"uri": uri, "languageId": "tenet", "version": 1, "text": SOUND.replace("dense", "dnse")}
    editor.send("textDocument/didOpen", {"textDocument": item})
    while uri not in editor.told:
        editor._take()

    assert [d["code"] for d in editor.told[uri]["diagnostics"]] == ["NAM002"]


def test_the_newest_text_is_what_counts(start: Callable[..., Editor]) -> None:
    editor = start(pulls=True)
    place = editor.open("main.tenet", SOUND)
    for letter in "abc":
        editor.change("main.tenet", SOUND.index("dense"), SOUND.index("dense"), letter)
    found = editor.ask("textDocument/diagnostic", {"textDocument": place["textDocument"]})["items"]

    assert [editor.words("main.tenet", d["range"]) for d in found] == ["cbadense"]
    assert editor.told == {}


def test_an_editor_that_asks_is_told_to_ask_again_when_an_import_has_changed(
    start: Callable[..., Editor],
) -> None:
    editor = start(pulls=True)
    place = {"textDocument": editor.open("main.tenet", MAIN)["textDocument"]}
    editor.open("parts.tenet", PARTS)
    assert editor.ask("textDocument/diagnostic", place)["items"] == []

    at = PARTS.index("part(x")
    editor.change("parts.tenet", at, at + 4, "piece")
    (found,) = editor.ask("textDocument/diagnostic", place)["items"]
    assert "has no `part`" in found["message"]
    assert {f"workspace/{name}/refresh" for name in ("diagnostic", "inlayHint", "codeLens")} <= set(
        editor.asked
    )


def test_nothing_is_said_of_a_closed_file(start: Callable[..., Editor]) -> None:
    editor = start()
    editor.open("main.tenet", SOUND.replace("dense", "dnse"))
    assert editor.diagnostics("main.tenet") != []
    editor.told.clear()
    editor.close("main.tenet")
    uri = editor.uri("main.tenet")
    while uri not in editor.told:
        editor._take()

    assert editor.told[uri]["diagnostics"] == []


def test_paths_of_rules_end_with_the_server(start: Callable[..., Editor]) -> None:
    editor = start()
    editor.open("main.tenet", SOUND.replace("dense", "dnse"))
    (found,) = editor.diagnostics("main.tenet")
    page = Path(found["codeDescription"]["href"].removeprefix("file://"))

    assert page.read_text("utf-8").startswith("NAM002")
    assert editor.quit() == 0
    assert not page.exists()
