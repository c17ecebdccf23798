"""Every feature, asked for by an editor over the wire."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.lsp.editor import Editor, ServerError

from tenet.discovery import modules

SPEC = """\
# A small network over images.

import vision

param width: int in 4..64 = 8

data {
    source = csv("rows.csv")
    image  = columns("pixel_*") -> reshape(1, 8, 8) -> min_max
    digit  = column("digit") -> categories(0..9)
    split  = random(train=70%, validation=15%, test=15%, seed=7)
}

# Two convolutions.
block stem(x; channels, kernel=3) {
    return x -> conv(channels, kernel) -> batch_norm -> relu
}

network(image: f32[1, 8, 8] in 0..1) -> probability: f32[10] {
    x = image -> stem(width)
    x = x -> stem(2 * width, kernel=5)
    x = x -> vision.residual(32, stride=2)
    probability = x -> global_avg_pool -> dense(10) -> softmax
}

train {
    loss      = cross_entropy(probability, digit)
    optimizer = adamw(1e-3)
    batch     = 32
    epochs    = 5
}
"""


def at(editor: Editor, words: str, text: str = SPEC, name: str = "spec.tenet") -> dict[str, Any]:
    """A place in the spec: the `|` in some of its words."""
    assert text.count(words.replace("|", "")) == 1, words
    return editor.open(name, text.replace(words.replace("|", ""), words))


def test_every_feature_has_a_test() -> None:
    text = "".join(f.read_text("utf-8") for f in Path(__file__).parent.glob("test_*.py"))
    known = (m for module in modules("tenet.lsp.features")[1:] for m in module.ANSWERS)

    assert [method for method in known if method not in text] == []


def test_all_features_are_announced(editor: Editor) -> None:
    able = editor.able["capabilities"]

    assert able["positionEncoding"] == "utf-16"
    assert able["textDocumentSync"]["change"] == 2
    for feature in ("hover", "completion", "definition", "references", "rename", "codeAction"):
        assert able[f"{feature}Provider"], feature


# ── what is wrong ────────────────────────────────────────────────────────────────────────────


def test_mistakes_are_told_as_one_types(editor: Editor) -> None:
    editor.open("wrong.tenet", SPEC.replace("relu", "rellu"))
    (found,) = editor.diagnostics("wrong.tenet")

    assert found["code"] == "NAM002"
    assert found["severity"] == 1
    assert "did you mean `relu`?" in found["message"]
    assert editor.words("wrong.tenet", found["range"]) == "rellu"
    assert Path(found["codeDescription"]["href"].removeprefix("file://")).read_text("utf-8")

    start = editor.texts[editor.uri("wrong.tenet")].index("rellu")
    editor.change("wrong.tenet", start, start + 5, "relu")

    assert editor.diagnostics("wrong.tenet") == []


def test_findings_of_good_practice_have_related_places(editor: Editor) -> None:
    editor.open(
        "lint.tenet", "network(x: f32[20]) -> y: f32[3] {\n    y = x -> dense(64) -> dense(3)\n}\n"
    )
    found = editor.diagnostics("lint.tenet")

    assert [d["code"] for d in found] == ["ACT001"]
    assert found[0]["relatedInformation"]


def test_what_nobody_uses_is_faded(editor: Editor) -> None:
    editor.open("unused.tenet", SPEC.replace("import vision", "import vision\nparam spare = 3"))
    (found,) = editor.diagnostics("unused.tenet")

    assert found["tags"] == [1]
    assert editor.words("unused.tenet", found["range"]) == "spare"


def test_an_editor_may_ask(editor: Editor) -> None:
    place = editor.open("asked.tenet", SPEC.replace("relu", "rellu"))
    found = editor.ask("textDocument/diagnostic", {"textDocument": place["textDocument"]})

    assert found["kind"] == "full"
    assert [d["code"] for d in found["items"]] == ["NAM002"]


# ── what is known ────────────────────────────────────────────────────────────────────────────


def test_hints_show_shapes_after_arrows_and_at_bindings(editor: Editor) -> None:
    editor.open("spec.tenet", SPEC)
    found = editor.ask("textDocument/inlayHint", editor.whole("spec.tenet"))
    lines = SPEC.splitlines()
    shown = {
        (lines[h["position"]["line"]][: h["position"]["character"]].strip(), h["label"])
        for h in found
    }

    assert ("x = image -> stem(width)", "f32[8, 8, 8]") in shown
    assert ("return x -> conv(channels, kernel)", "f32[8, 8, 8] …") in shown
    assert ("probability = x -> global_avg_pool", "f32[32]") in shown
    assert ('image  = columns("pixel_*") -> reshape(1, 8, 8)', "f32[1, 8, 8]") in shown
    assert found == sorted(found, key=lambda h: (h["position"]["line"], h["position"]["character"]))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("-> glo|bal_avg_pool", ["f32[32]", "before training: mean", "mean of each channel"]),
        ("ste|m(width)", ["block stem(x; channels, kernel=3)", "Two convolutions.", "96 parameters"]),
        ("|x = x -> vision", ["`f32[32, 4, 4] in 0..`", "one place sees"]),
        ("return x -> co|nv(", ["`f32[8, 8, 8]`", "multiply-adds", "in `stem_2`: `f32[16, 8, 8]`"]),
        ("wid|th: int", ["param width: int in 4..64 = 8"]),
        ("bat|ch     = 32", ["Rows whose loss is computed at once", "default `32`"]),
        ("adam|w(1e-3)", ["optimizer", "learning_rate"]),
        ("trai|n {", ["How the network learns"]),
        ("stri|de=2", ["stride: int in 1.. = 1"]),
        ("dat|a {", ["What is learned from", "`split`: a way to divide the rows (required)"]),
        ("seed|=7", ["`seed`"]),
        ("mi|n_max", ["min_max"]),
        ("vision.resi|dual", ["block residual(", "multiply-adds in `residual`"]),
    ],
)  # fmt: skip
def test_hover(editor: Editor, words: str, told: list[str]) -> None:
    found = editor.ask("textDocument/hover", at(editor, words))

    assert [part for part in told if part not in found["contents"]["value"]] == []


def test_hover_of_a_finding_tells_its_reason(editor: Editor) -> None:
    text = "network(x: f32[20]) -> y: f32[3] {\n    y = x -> den|se(64) -> dense(3)\n}\n"
    found = editor.ask("textDocument/hover", editor.open("lint.tenet", text))

    assert "**ACT001 linear-stack**" in found["contents"]["value"]


def test_hover_of_nothing_is_nothing(editor: Editor) -> None:
    assert editor.ask("textDocument/hover", at(editor, "# A sm|all network")) is None


# ── what can be written ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "label", "active"),
    [
        ("adamw(|1e-3)", "adamw(learning_rate, ", 0),
        ("stem(2 * width, kernel=|5)", "stem(channels, kernel=3)", 1),
        ("conv(channels, |kernel)", "conv(channels, kernel=3, stride=1", 1),
    ],
)
def test_signature(editor: Editor, words: str, label: str, active: int) -> None:
    found = editor.ask("textDocument/signatureHelp", at(editor, words))

    assert found["signatures"][0]["label"].startswith(label)
    assert found["activeParameter"] == active


# ── names ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "bound"),
    [
        ("image -> ste|m(width)", "stem"),
        ("stem(wi|dth)", "width"),
        ("x = |x -> stem(2", "x"),
        ("cross_entropy(probability, di|git)", "digit"),
        ("kern|el=5", "kernel"),
    ],
)
def test_definition(editor: Editor, words: str, bound: str) -> None:
    found = editor.ask("textDocument/definition", at(editor, words))

    assert editor.words("spec.tenet", found["range"]) == bound
    assert found["range"]["start"]["line"] < editor.position("spec.tenet", SPEC.index(words.replace("|", "")) + 9)["line"]  # fmt: skip


@pytest.mark.parametrize("words", ["vision.resid|ual", "import visi|on"])
def test_definition_in_the_standard_library(editor: Editor, words: str) -> None:
    found = editor.ask("textDocument/definition", at(editor, words))

    assert found["uri"].endswith("std/vision.tenet")


def test_references_and_highlights(editor: Editor) -> None:
    place = at(editor, "st|em(width)")
    found = editor.ask(
        "textDocument/references", {**place, "context": {"includeDeclaration": True}}
    )
    shown = editor.ask("textDocument/documentHighlight", place)

    assert {editor.words("spec.tenet", f["range"]) for f in found} == {"stem"}
    assert len(found) == len(shown) == 3


def test_rename(editor: Editor) -> None:
    place = at(editor, "dig|it  = column")
    range_ = editor.ask("textDocument/prepareRename", place)
    edits = editor.ask("textDocument/rename", {**place, "newName": "label"})
    (changed,) = edits["changes"].values()

    assert editor.words("spec.tenet", range_) == "digit"
    assert editor.edited("spec.tenet", changed) == SPEC.replace("digit  =", "label  =").replace(
        ", digit)", ", label)"
    )


@pytest.mark.parametrize("new", ["1x", "for", "image"])
def test_a_name_that_cannot_be_is_refused(editor: Editor, new: str) -> None:
    with pytest.raises(ServerError, match=f"`{new}`"):
        editor.ask("textDocument/rename", {**at(editor, "dig|it  = column"), "newName": new})


def test_what_is_not_the_users_is_not_renamed(editor: Editor) -> None:
    assert editor.ask("textDocument/prepareRename", at(editor, "vision.resid|ual")) is None
    assert editor.ask("textDocument/prepareRename", at(editor, "global|_avg_pool")) is None


# ── the text ─────────────────────────────────────────────────────────────────────────────────


def test_outline(editor: Editor) -> None:
    place = editor.open("spec.tenet", SPEC)
    found = editor.ask("textDocument/documentSymbol", {"textDocument": place["textDocument"]})

    assert [s["name"] for s in found] == ["vision", "width", "data", "stem", "network", "train"]
    assert [s["name"] for s in found[4]["children"]] == ["x", "x", "x", "probability"]


def test_names_of_all_files(editor: Editor) -> None:
    editor.open("spec.tenet", SPEC)
    found = editor.ask("workspace/symbol", {"query": "stm"})

    assert "stem" in {s["name"] for s in found}
    assert all("width" not in s["name"] for s in found)


def test_folding(editor: Editor) -> None:
    place = editor.open("spec.tenet", SPEC)
    found = editor.ask("textDocument/foldingRange", {"textDocument": place["textDocument"]})
    lines = SPEC.splitlines()

    assert [lines[f["startLine"]].split()[0] for f in found] == ["data", "block", "network(image:", "train"]  # fmt: skip


def test_selection_grows(editor: Editor) -> None:
    place = at(editor, "dense(1|0)")
    asked = {"textDocument": place["textDocument"], "positions": [place["position"]]}
    (found,) = editor.ask("textDocument/selectionRange", asked)
    words = []
    while found is not None:
        words.append(editor.words("spec.tenet", found["range"]))
        found = found.get("parent")

    assert words[:2] == ["10", "dense(10)"]
    assert words[-1] == SPEC
    assert all(small in large for small, large in pairwise(words))


def test_formatting_whole_and_in_a_stretch(editor: Editor) -> None:
    messy = SPEC.replace("param width: int", "param width:int").replace(
        "stem(width)", "stem( width )"
    )
    place = editor.open("messy.tenet", messy)
    options = {"tabSize": 4, "insertSpaces": True}
    asked = {"textDocument": place["textDocument"], "options": options}
    whole = editor.ask("textDocument/formatting", asked)
    line = editor.position("messy.tenet", messy.index("stem( width"))["line"]
    stretch = {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 9}}
    part = editor.ask("textDocument/rangeFormatting", {**asked, "range": stretch})

    assert editor.edited("messy.tenet", whole) == SPEC
    assert editor.edited("messy.tenet", part) == messy.replace("stem( width )", "stem(width)")


def test_a_text_with_mistakes_is_not_formatted(editor: Editor) -> None:
    place = editor.open("broken.tenet", SPEC + "}")
    asked = {"textDocument": place["textDocument"], "options": {"tabSize": 4, "insertSpaces": True}}

    assert editor.ask("textDocument/formatting", asked) == []


def test_colours(editor: Editor) -> None:
    place = editor.open("spec.tenet", SPEC)
    data = editor.ask("textDocument/semanticTokens/full", {"textDocument": place["textDocument"]})[
        "data"
    ]
    legend = editor.able["capabilities"]["semanticTokensProvider"]["legend"]["tokenTypes"]
    lines, line, column, words = SPEC.splitlines(), 0, 0, {}
    for n in range(0, len(data), 5):
        down, right, length, kind, _ = data[n : n + 5]
        line, column = line + down, right if down else column + right
        words[lines[line][column : column + length]] = legend[kind]

    assert words["conv"] == words["stem"] == "function"
    assert words["width"] == "variable"
    assert words["channels"] == "parameter"
    assert words["vision"] == "namespace"
    assert words["# Two convolutions."] == "comment"


def test_lenses_above_a_network(editor: Editor) -> None:
    place = editor.open("spec.tenet", SPEC)
    (found,) = editor.ask("textDocument/codeLens", {"textDocument": place["textDocument"]})

    assert "parameters · " in found["command"]["title"]
    assert found["command"]["title"].endswith("sound")
