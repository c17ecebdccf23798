"""Whatever is typed, the server answers, and at the end says what `tenet check` says."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from tests.lsp.editor import Editor
from tests.properties.mutations import FOREIGN
from tests.properties.share import share

from tenet.elaborate.experiment import elaborate
from tenet.lint.report import report
from tenet.syntax.read import decoded

SPECS = Path(__file__).parents[2] / "specs"
GALLERY = (
    "digits_residual",
    "digits_densenet",
    "penguins_tokens",
    "architectures/unet",
    "penguins",
)
EDITS = share(2000, 60) // len(GALLERY)
SEVERITIES = {"error": 1, "warning": 2, "info": 3}
FOREIGN_LETTERS = ("é", "漢字", "🦊", "\u2028", "\r\n")


def ask_everything(editor: Editor, name: str, draw: random.Random) -> None:
    """Effect: some features are asked at some place; each must answer."""
    text = editor.texts[editor.uri(name)]
    place = editor.place(name, draw.randint(0, len(text)))
    document = {"textDocument": place["textDocument"]}
    start = draw.randint(0, len(text))
    stretch = editor.range(name, start, draw.randint(start, len(text)))
    questions: dict[str, Any] = {
        "textDocument/completion": place,
        "textDocument/hover": place,
        "textDocument/signatureHelp": place,
        "textDocument/definition": place,
        "textDocument/references": {**place, "context": {"includeDeclaration": True}},
        "textDocument/documentHighlight": place,
        "textDocument/prepareRename": place,
        "textDocument/inlayHint": {**document, "range": stretch},
        "textDocument/codeAction": {**document, "range": stretch, "context": {"diagnostics": []}},
        "textDocument/formatting": {**document, "options": {"tabSize": 4, "insertSpaces": True}},
        "textDocument/documentSymbol": document,
        "textDocument/foldingRange": document,
        "textDocument/selectionRange": {**document, "positions": [place["position"]]},
        "textDocument/semanticTokens/full": document,
        "textDocument/codeLens": document,
        "textDocument/diagnostic": document,
    }
    for method in draw.sample(list(questions), 4):
        editor.ask(method, questions[method])


def edit(editor: Editor, name: str, draw: random.Random, before: list[str]) -> None:
    """Effect: letters, a line, a word or a pasted stretch come or go, or an edit is undone."""
    text = editor.texts[editor.uri(name)]
    start = draw.randint(0, len(text))
    end = min(len(text), start + draw.choice([0, 0, 0, 1, 1, 5, 40]))
    copied = draw.randint(0, len(text))
    new = draw.choice([
        "", draw.choice(FOREIGN), draw.choice('abx1(){}[],.=->\n "'), draw.choice(FOREIGN_LETTERS),
        text[copied : copied + draw.choice([3, 60])],
    ])  # fmt: skip
    start, end = whole(text, start), whole(text, end)
    if before and draw.random() < 0.3:
        start, end, new = 0, len(text), before.pop()
    else:
        before.append(text)
    editor.change(name, start, end, new)


def whole(text: str, offset: int) -> int:
    """The offset, or the one behind a line end that it is in the middle of, where nobody can point."""
    return offset + (0 < offset < len(text) and text[offset - 1 : offset + 1] == "\r\n")


@pytest.mark.parametrize("spec", GALLERY)
def test_random_edits(editor: Editor, spec: str) -> None:
    name, draw = f"{spec.replace('/', '-')}.tenet", random.Random(spec)
    editor.open(name, (SPECS / f"{spec}.tenet").read_text("utf-8"))
    before: list[str] = []
    for _ in range(EDITS):
        edit(editor, name, draw, before)
        if draw.random() < 0.5:
            ask_everything(editor, name, draw)
    text = editor.texts[editor.uri(name)]
    found = editor.diagnostics(name)
    path = editor.folder / name
    expected = report(elaborate(decoded(text.encode(), path)))
    shown = [d for d in expected if d.severity != "info"]

    assert [(d["code"], d["severity"]) for d in found] == [
        (d.rule.code, SEVERITIES[d.severity]) for d in shown
    ]
    for told, finding in zip(found, shown, strict=True):
        span = finding.span
        if span is not None and span.source.name == str(path):
            assert told["range"]["start"] == editor.position(name, span.start)
            assert told["message"].startswith(finding.message)


def test_memory_is_steady(editor: Editor) -> None:
    text = (SPECS / "digits_residual.tenet").read_text("utf-8")
    place = editor.open("steady.tenet", text)
    asked = {"textDocument": place["textDocument"]}
    sizes = []
    for _ in range(4):
        for n in range(share(500, 25)):
            editor.change("steady.tenet", 0, 0 if n % 2 == 0 else 1, "#" if n % 2 == 0 else "")
            editor.ask("textDocument/diagnostic", asked)
        sizes.append(memory(editor))

    assert sizes[-1] < 1.2 * sizes[0] + 10, sizes


def memory(editor: Editor) -> float:
    """The memory of the server, in MiB."""
    status = Path(f"/proc/{editor.process.pid}/status")
    if not status.exists():
        pytest.skip("only Linux tells the memory of a process in a file")
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
