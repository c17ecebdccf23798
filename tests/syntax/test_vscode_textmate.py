"""The TextMate grammar in the engine of Visual Studio Code: every file of the gallery is cut up as Tenet does it."""

from __future__ import annotations

import json
import shutil
import subprocess
from itertools import accumulate

import pytest
from tests.syntax.test_editor_grammars import (
    BY_SCOPE,
    ROOT,
    SNIPPETS,
    SPECS,
    Piece,
    agree,
    by_textmate,
    spread,
)

EXTENSION = ROOT / "editors" / "vscode"
ODD = 'x = "🦊漢é" -> relu  # 🦊\nparam é = f("🦊", b=1)\n'
TEXTS = {
    **{path.stem: path.read_text("utf-8") for path in SPECS},
    **{text: text for text in (*SNIPPETS, ODD)},
}
"""All texts by the names of their tests."""


@pytest.fixture(scope="module")
def coloured() -> dict[str, list[Piece]]:
    """The coloured pieces of all texts, by the engine itself."""
    node = shutil.which("node")
    if node is None or not (EXTENSION / "node_modules" / "vscode-textmate").is_dir():
        pytest.skip(
            "there is no Node.js, or no `npm ci` in editors/vscode, which `make vscode` does"
        )
    done = subprocess.run(
        [node, str(EXTENSION / "tokenize.js")],
        input=json.dumps(list(TEXTS.values())), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    return {name: pieces(TEXTS[name], told) for name, told in zip(TEXTS, found, strict=True)}


def pieces(text: str, told: list[tuple[int, int, list[str]]]) -> list[Piece]:
    """The stretches that have a colour, their ends as offsets of the text."""
    units = list(accumulate((len(letter.encode("utf-16-le")) // 2 for letter in text), initial=0))
    offsets = {unit: offset for offset, unit in enumerate(units)}
    ends = [(offsets[start], offsets[end], scopes) for start, end, scopes in told if scopes]
    return [
        Piece(start, end, BY_SCOPE[scopes[-1].split()[-1]])
        for start, end, scopes in ends
        if start < end
    ]


@pytest.mark.parametrize("name", [path.stem for path in SPECS])
def test_the_gallery(coloured: dict[str, list[Piece]], name: str) -> None:
    found = coloured[name]

    agree(TEXTS[name], found)
    assert {"comment", "declaration", "number", "function"} <= {piece.kind for piece in found}


@pytest.mark.parametrize("text", [*SNIPPETS, ODD])
def test_the_engine_does_what_the_tests_suppose(
    coloured: dict[str, list[Piece]], text: str
) -> None:
    assert spread(coloured[text]) == spread(by_textmate(text))
