"""What completion proposes, what it proposes first, and what it leaves out."""

from __future__ import annotations

import pytest
from tests.lsp.editor import Editor
from tests.lsp.test_features import SPEC


@pytest.mark.parametrize(
    ("old", "new", "first", "never"),
    [
        ("-> global_avg_pool", "-> |", {"stem", "global_avg_pool", "conv"}, {"adamw", "data"}),
        ("-> global_avg_pool", "-> glob|al_avg_pool", {"global_avg_pool"}, set()),
        ("adamw(1e-3)", "adamw(1e-3, |)", {"weight_decay", "betas"}, {"learning_rate"}),
        ("adamw(1e-3)", "|", {"adamw", "sgd"}, {"conv"}),
        ("    batch     = 32", "    |", {"batch", "loss", "stop"}, {"conv"}),
        ("vision.residual", "vision.|", {"residual", "bottleneck"}, {"conv"}),
        ("stem(width)", "stem(|)", {"channels", "kernel"}, set()),
        ("dense(10)", "dense(10, init=|)", {"auto", "he_normal"}, {"units"}),
        ("conv(channels, kernel)", "conv(channels, kernel, padding=|)", {"same", "causal"}, set()),
        ("dense(10)", "dense(data.|)", {"digit", "image"}, {"conv"}),
        ("dense(10)", "dense(data.digit.|)", {"classes"}, set()),
        ("import vision", "import |", {"vision", "attention"}, {"conv"}),
        ("# Two convolutions.", "# tenet: allow(|", {"linear-stack"}, {"conv"}),
        ("import vision", "import vision\n|", {"param", "export"}, {"data", "train"}),
        ('column("digit")', 'column("|', {"digit", "pixel_0"}, {"conv"}),
        ("image -> stem", "im| -> stem", {"image", "width"}, set()),
        ("train {", "sweep {\n    |\n}\ntrain {", {"trials", "search"}, {"batch"}),
        ("train {", "sweep {\n    space {\n        |\n    }\n}\ntrain {", {"width"}, {"trials"}),
        ("f32[10] {", "| {", {"f32", "i64"}, {"conv"}),
        ("int in 4..64", "|", {"int", "text"}, {"f32"}),
        ("    epochs    = 5", "    epochs    = 5\n    |", {"stop", "seed"}, {"optimizer", "batch"}),
        ("cross_entropy(probability, digit)", "|", {"probability", "digit", "mse"}, {"stem", "vision"}),
        ("    x = image -> stem(width)", "    x = |", {"image", "stem", "width"}, {"digit"}),
        ("-> batch_norm", "-> |", {"relu"}, {"kernel", "channels"}),
        ("    epochs    = 5", "    epochs    = 5\n    stop = early(monitor=|)", {"validation.loss", "train.loss"}, {"stem"}),
        ("    epochs    = 5", "    epochs    = 5\n    stop = early(monitor=validation.|)", {"loss"}, {"digit"}),
    ],
)  # fmt: skip
def test_completion(editor: Editor, old: str, new: str, first: set[str], never: set[str]) -> None:
    (editor.folder / "rows.csv").write_text("pixel_0,digit\n1,2\n")
    assert SPEC.count(old) == 1
    place = editor.open("complete.tenet", SPEC.replace(old, new))
    found = editor.ask("textDocument/completion", place)["items"]
    labels = {item["label"] for item in found}

    assert first <= labels
    assert not never & labels


def test_operations_that_fit_come_first(editor: Editor) -> None:
    text = SPEC.replace("-> global_avg_pool -> dense(10)", "-> |")
    found = editor.ask("textDocument/completion", editor.open("fit.tenet", text))["items"]
    places = {item["label"]: item["sortText"] for item in found}

    assert places["conv"] < places["lstm"]
    assert places["max_pool"] < places["matmul"]


def test_an_item_has_its_page(editor: Editor) -> None:
    text = SPEC.replace("-> global_avg_pool", "-> |")
    found = editor.ask("textDocument/completion", editor.open("page.tenet", text))["items"]
    item = next(item for item in found if item["label"] == "conv")
    page = editor.ask("completionItem/resolve", item)["documentation"]["value"]

    assert "Cross-correlation" in page


FIRST = [
    ("the inputs of a loss", "cross_entropy(probability, digit)", "cross_entropy(|)", ["digit", "image", "probability", "width"]),
    ("its target", "cross_entropy(probability, digit)", "cross_entropy(probability, |)", ["digit", "image"]),
    ("then its settings", "cross_entropy(probability, digit)", "cross_entropy(probability, digit, |)", ["where", "weight", "reduce"]),
    ("settings in their own order", "conv(channels, kernel)", "conv(|)", ["channels", "kernel", "stride"]),
    ("how a field begins", 'column("digit") -> categories(0..9)', "|", ["column", "columns"]),
    ("not how one goes on", "-> categories(0..9)", "-> |", ["ahead", "augment"]),
    ("what a setting can be", "kernel) -> batch_norm", "kernel, padding=|) -> batch_norm", ["causal", "same", "valid"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "first"), [f[1:] for f in FIRST], ids=[f[0] for f in FIRST])
def test_what_comes_first(editor: Editor, old: str, new: str, first: list[str]) -> None:
    assert SPEC.count(old) == 1
    place = editor.open("first.tenet", SPEC.replace(old, new))
    found = editor.ask("textDocument/completion", place)["items"]
    found.sort(key=lambda item: item["sortText"])

    assert [item["label"] for item in found][: len(first)] == first
