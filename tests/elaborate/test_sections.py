"""The sections together: fields and inputs, sizes told by the data, losses, what nobody uses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tenet.cli.main import run
from tenet.data.field import Content, FieldType
from tenet.elaborate.experiment import elaborate
from tenet.frozen import replace
from tenet.source import Source
from tenet.types.tensor import DType, Interval

Said = Callable[..., list[str]]

SPEC = """param width = 8

data {
    source = csv("rows.csv")
    x      = columns(["a", "b"]) -> standardize
    kind   = column("kind") -> categories
    price  = column("price") -> reshape(1) -> min_max
    split  = random(train=60%, validation=20%, test=20%, stratify=kind)
}

network(x: f32[F]) -> probability, estimate {
    h = x -> dense(width) -> relu
    probability = h -> dense(data.kind.classes) -> softmax
    estimate = h -> dense(1)
}

train {
    loss      = cross_entropy(probability, kind) + 0.5 * mse(estimate, price)
    optimizer = adamw(1e-3)
    epochs    = 10
    stop      = early(monitor=validation.f1)
    metrics   = [accuracy, f1(average=macro)]
}

export {
    format = onnx(opset=21)
}
"""


def swapped(*pairs: tuple[str, str]) -> str:
    """The spec with some of its words replaced."""
    text = SPEC
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def test_sound(said: Said) -> None:
    assert said(SPEC) == []


FOUND: list[tuple[str, list[tuple[str, str]], list[str]]] = [
    ("a field misspelt in the network", [("(x: f32[F])", "(X: f32[F])"), ("= x ->", "= X ->")],
     ["SEC005 X"]),
    ("a field misspelt in the loss", [("probability, kind)", "probability, knd)")],
     ["NAM001 knd"]),
    ("an output misspelt in the loss", [("mse(estimate", "mse(estimat")], ["NAM001 estimat"]),
    ("a transform misspelt", [("standardize", "standardise")], ["NAM002 standardise"]),
    ("a column's setting", [('column("kind")', 'column("kind", typ=text)')], ["NAM003 typ"]),
    ("a field that cannot be read", [("-> standardize", "-> standardize + 1")], ["SYN011 +"]),
    ("a layer misspelt", [("dense(1)", "dens(1)")], ["NAM002 dens"]),
    ("two mistakes in two sections", [("standardize", "standardise"), ("dense(1)", "dens(1)")],
     ["NAM002 standardise", "NAM002 dens"]),
    ("a mistake in each section",
     [("standardize", "standardise"), ("dense(1)", "dens(1)"), ("adamw", "adamv"),
      ("onnx", "onx")],
     ["NAM002 standardise", "NAM002 dens", "NAM002 adamv", "NAM002 onx"]),
    ("no source", [('    source = csv("rows.csv")\n', "")], ["SEC003 data"]),
    ("a source twice", [("    x      =", '    source = csv("b.csv")\n    x      =')],
     ["NAM006 source"]),
    ("a key misspelt", [("epochs    =", "epoch     =")], ["NAM004 epoch"]),
    ("the loss misspelt", [("loss      =", "los       =")], ["NAM004 los"]),
    ("the loss cannot be read", [("loss      = cross", "loss      = = cross")], ["SYN001 ="]),
    ("a value out of range", [("epochs    = 10", "epochs    = 0")], ["VAL001 0"]),
    ("two values out of range", [("epochs    = 10", "epochs    = 0\n    batch     = 0")],
     ["VAL001 0", "VAL001 0"]),
    ("both epochs and steps", [("epochs    = 10", "epochs    = 10\n    steps     = 10")],
     ["VAL005 train"]),
    ("the stratified field misspelt", [("stratify=kind", "stratify=knd")],
     ["NAM001 random(train=60%, validation=20%, test=20%, stratify=knd)"]),
    ("shares", [("test=20%", "test=30%")], ["VAL005 random"]),
    ("classes of numbers", [("data.kind.classes", "data.x.classes")], ["TYP007 classes"]),
    ("a field that is not there", [("data.kind.classes", "data.knd.classes")], ["TYP007 knd"]),
    ("a field nobody uses", [("    split  =", '    more   = column("more")\n    split  =')],
     ["NAM007 more"]),
    ("a field used by another", [
        ("    x      =", '    a      = column("a")\n    b      = column("b")\n    x      ='),
        ('columns(["a", "b"])', "(a, b) -> concat")], []),
    ("a param nobody uses", [("dense(width)", "dense(8)")], ["NAM007 width"]),
    ("a stopping rule without its metric", [(", f1(average=macro)", "")],
     ["SEC007 validation.f1"]),
    ("a plateau without its metric",
     [("    epochs ", "    schedule = plateau(monitor=validation.f2)\n    epochs ")],
     ["SEC007 validation.f2"]),
    ("a peak below the rate", [("    epochs ", "    schedule = one_cycle(1e-4)\n    epochs ")],
     ["VAL005 one_cycle(1e-4)"]),
    ("an optimizer as a bound", [("    epochs ", "    clip = adam(1)\n    epochs ")],
     ["NAM002 adam"]),
    ("a bound as a schedule", [("    epochs ", "    schedule = global_norm(1)\n    epochs ")],
     ["NAM002 global_norm"]),
    ("a metric of the numbers that are compared", [("[accuracy", "[rmse")], []),
    ("a metric of numbers for classes", [("[accuracy", "[rmse(probability, kind)")],
     ["SEC006 rmse(probability, kind)"]),
    ("no loss", [("    loss      = cross_entropy(probability, kind) + 0.5 * mse(estimate, price)\n",
                  "")], ["SEC001 train"]),
    ("a loss that is no number", [("cross_entropy(probability, kind) + 0.5 * mse(estimate, price)",
                                   "estimate - price")], ["TYP006 estimate - price"]),
    ("classes as numbers", [("mse(estimate, price)", "mse(estimate, kind)")],
     ["TYP001 mse(estimate, kind)"]),
    ("two sections", [("export {", "data {\n}\n\nexport {")], ["SEC002 data"]),
    ("a sweep", [("export {", "sweep {\n    width = [8, 16]\n}\n\nexport {")], ["NAM004 width"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "expected"), [row[1:] for row in FOUND], ids=[row[0] for row in FOUND]
)
def test_one_mistake_one_finding(
    changes: list[tuple[str, str]], expected: list[str], said: Said
) -> None:
    assert said(swapped(*changes)) == expected


def test_sizes_before_and_after_the_data() -> None:
    before = elaborate(Source("spec.tenet", SPEC))
    network, train = before.experiment.network, before.experiment.train
    assert before.diagnostics == ()
    assert network is not None
    assert train is not None
    shapes = {name: [str(d) for d in p.shape] for name, p in network.parameters.items()}

    assert shapes["dense.weight"] == ["8", "2"]
    assert shapes["dense_2.weight"] == ["data.kind.classes", "8"]

    data = before.experiment.data
    assert data is not None
    known = replace(
        data.type_of("kind"),
        content=Content.TEXT,
        range=Interval(0, 2),
        classes=("a", "b", "c"),
        class_count=3,
    )
    after = elaborate(Source("spec.tenet", SPEC), facts={"kind": known})
    assert after.diagnostics == ()
    assert after.experiment.network is not None
    assert after.experiment.network.parameters["dense_2.weight"].shape == (3, 8)


def test_data_may_break_a_promise() -> None:
    wide = FieldType(Content.NUMBER, (3,))
    text = swapped(("x: f32[F]", "x: f32[2]"))
    (found,) = elaborate(Source("spec.tenet", text), facts={"x": wide}).diagnostics

    assert found.message == "the input `x` is declared f32[2], but the field is f32[3]"


def test_facts_of_classes_reach_the_loss() -> None:
    kind = FieldType(
        Content.TEXT, (), DType.I64, Interval(0, 3), classes=("a", "b", "c", "d"), class_count=4
    )
    text = swapped(("dense(data.kind.classes)", "dense(3)"))
    (found,) = elaborate(Source("spec.tenet", text), facts={"kind": kind}).diagnostics

    assert found.help == "end the network in `dense(4) -> softmax`"


FIXES = [
    ("raw scores", [(" -> softmax", "")]),
    ("a sigmoid for classes", [("-> softmax", "-> sigmoid")]),
    ("softmax twice", [("-> softmax", "-> softmax -> softmax")]),
    ("softmax three times", [("-> softmax", "-> softmax -> softmax -> softmax")]),
    ("softmax of another name", [
        ("    probability = h -> dense(data.kind.classes) -> softmax\n",
         "    p = h -> dense(data.kind.classes) -> softmax\n    probability = p -> softmax\n")]),
    ("a sum of scores", [("h -> dense(data.kind.classes) -> softmax",
                          "(h -> dense(data.kind.classes)) + (x -> dense(data.kind.classes))")]),
    ("scores that were laid out", [("-> softmax", "-> reshape(data.kind.classes)")]),
    ("a misspelt name", [("h -> dense(1)", "hh -> dens(1)"), ("mse(estimate", "mse(estimat"),
                         ("early(monitor", "early(moniter")]),
    ("parentheses", [("estimate = h -> dense(1)", "estimate = h -> dense(1) * 2")]),
]  # fmt: skip


@pytest.mark.parametrize("changes", [row[1] for row in FIXES], ids=[row[0] for row in FIXES])
def test_fixes_leave_a_clean_spec(
    changes: list[tuple[str, str]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("spec.tenet").write_text(swapped(*changes))
    code = run(["check", "spec.tenet", "--fix", "--unsafe"])

    assert (code, capsys.readouterr().out) == (0, "1 file checked: no findings\n")
