"""Whatever stands before a place, no range is shifted: in any encoding, with any line ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position
from tests.lsp.editor import UNITS, Editor

from tenet.lsp.positions import Positions
from tenet.lsp.workspace import Workspace
from tenet.source import Source, Span

LETTERS = "ab \né漢🦊\u2028\x0b\x85\r"
"""Some letters of one to four bytes, and what only some call an end of a line."""
texts = st.text(alphabet=LETTERS, max_size=30)
encodings = st.sampled_from(list(UNITS))


@given(texts, encodings)
def test_every_offset_comes_back(text: str, encoding: str) -> None:
    lines = Positions(text, encoding)
    for offset in range(len(text) + 1):
        inside = 0 < offset < len(text) and text[offset - 1 : offset + 1] == "\r\n"
        assert lines.offset(lines.position(offset)) == (offset - 1 if inside else offset)


@given(texts, encodings, st.integers(0, 40), st.integers(0, 40))
def test_every_position_is_somewhere(text: str, encoding: str, line: int, column: int) -> None:
    assert 0 <= Positions(text, encoding).offset(Position(line, column)) <= len(text)


@given(texts, encodings, st.data())
def test_a_column_counts_the_units_before_it(text: str, encoding: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found = Positions(text, encoding).position(offset)

    if text[offset - 1 : offset + 1] != "\r\n":
        assert (found.line, found.character) == (len(before) - 1, UNITS[encoding](before[-1]))


def test_half_a_character_is_at_its_beginning() -> None:
    assert Positions("a🦊b", "utf-16").offset(Position(0, 2)) == 1


def test_halves_of_characters_do_no_harm() -> None:
    files = Workspace()
    files.open("file:///x.tenet", "# \ud83e\udd8a \ud83e\nparam a = 1\n")
    document = files.document("file:///x.tenet")

    assert document.text == "# 🦊 \ufffd\nparam a = 1\n"
    start = document.text.index("a = 1")
    assert document.positions.range(Span(Source("", ""), start, start)).start == Position(1, 6)


@pytest.mark.parametrize("encoding", list(UNITS))
def test_foreign_letters_before_a_place(start: Callable[..., Editor], encoding: str) -> None:
    editor = start(encoding)
    assert editor.able["capabilities"]["positionEncoding"] == encoding
    text = (
        'param word = "é漢🦊"\nnetwork(x: f32[20]) -> y: f32[3] {\n'
        '    y = x -> dense(3 if word == "é漢🦊" else 3) -> rellu  # 🦊\n}\n'
    )
    place = editor.open("odd.tenet", text.replace("rellu", "rel|lu"))
    told = editor.diagnostics("odd.tenet")
    wrong = next(d for d in told if d["code"] == "NAM002")

    assert editor.words("odd.tenet", wrong["range"]) == "rellu"
    start_ = text.index("rellu")
    editor.change("odd.tenet", start_, start_ + 5, "relu")
    for _ in range(2):
        now = editor.texts[editor.uri("odd.tenet")]
        editor.change("odd.tenet", now.index("🦊"), now.index("🦊") + 1, "🐢é")
    editor.change("odd.tenet", 0, 0, "# 🦊\n")
    hints = editor.ask("textDocument/inlayHint", editor.whole("odd.tenet"))
    now = editor.texts[editor.uri("odd.tenet")]
    ends = [{"start": {"line": 0, "character": 0}, "end": hint["position"]} for hint in hints]

    assert [editor.words("odd.tenet", end) for end in ends] == [
        now[: now.index(" -> relu")],
        now[: now.index("  # 🦊\n}")],
    ]
    place = editor.place("odd.tenet", now.index("relu") + 1)
    hover = editor.ask("textDocument/hover", place)
    assert editor.words("odd.tenet", hover["range"]) == "relu"


@pytest.mark.parametrize("encoding", list(UNITS))
def test_edits_and_colours_behind_foreign_letters(
    start: Callable[..., Editor], encoding: str
) -> None:
    editor = start(encoding)
    text = (
        "network(x: f32[20]) -> y: f32[3] {\n"
        '    hidden = x -> dense(4 if "é漢🦊" != "" else 3)  -> re|lu  # 🦊\n'
        '    y = hidden -> dense(3 if "🦊" != "" else hidden.features)\n}\n'
    )
    place = editor.open("odd.tenet", text)
    (taken,) = [
        item["textEdit"]
        for item in editor.ask("textDocument/completion", place)["items"]
        if item["label"] == "relu"
    ]
    assert editor.words("odd.tenet", taken["range"]) == "re"
    edits = editor.ask(
        "textDocument/formatting", {**place, "options": {"tabSize": 4, "insertSpaces": True}}
    )
    sound = text.replace("|", "")
    assert editor.edited("odd.tenet", edits) == sound.replace("  -> relu", " -> relu")
    place = editor.place("odd.tenet", sound.index("hidden.features"))
    changed = editor.ask("textDocument/rename", {**place, "newName": "inner"})["changes"]
    assert editor.edited("odd.tenet", changed[editor.uri("odd.tenet")]) == sound.replace(
        "hidden", "inner"
    )
    legend = editor.able["capabilities"]["semanticTokensProvider"]["legend"]["tokenTypes"]
    data = editor.ask("textDocument/semanticTokens/full", place)["data"]
    line, column, found = 0, 0, []
    for down, right, length, kind, _ in zip(*[iter(data)] * 5, strict=True):
        line, column = line + down, right if down else column + right
        ends = [{"line": line, "character": column + n} for n in (0, length)]
        words = editor.words("odd.tenet", dict(zip(("start", "end"), ends, strict=True)))
        found.append((words, legend[kind]))
    assert ("relu", "function") in found
    assert ("# 🦊", "comment") in found
    assert ('"🦊"', "string") in found
