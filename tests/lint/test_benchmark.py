"""The benchmark of the linter: what is translated, how findings are scored, and that mutants are made."""

from __future__ import annotations

from math import sqrt
from pathlib import Path
from typing import Any

import benchmarks.lint as home
import pytest
from benchmarks.lint.bases import bases
from benchmarks.lint.categories import CATEGORIES, ENTRIES, EXCEPTIONS, GROUPS, LOSS_MESSAGES
from benchmarks.lint.facts import Case, Labels, Program, read
from benchmarks.lint.findings import Finding, check
from benchmarks.lint.mutants import OPERATORS, changes
from benchmarks.lint.operators.operator import Operator
from benchmarks.lint.report import report, shown
from benchmarks.lint.score import (
    Checked,
    Result,
    faults,
    hit,
    mended,
    precision,
    run,
    unfaulty,
    verdict,
)
from benchmarks.lint.sound import Sound
from benchmarks.lint.translate import Translation, translate
from benchmarks.lint.wording import Untranslated

from tenet.data.profile import FieldProfile
from tenet.diagnostics import Severity
from tenet.policy.train import Train
from tenet.source import Source
from tenet.syntax.parse import parse

CASES = {case.id: case for case in read(Path(home.__path__[0]) / "cases.yaml")}
SOUND = bases()


def program(
    *layers: dict[str, Any],
    loss: str | None = "mse",
    task: str = "regression",
    shape: tuple[int, ...] = (8,),
    encoding: str = "float",
    **rest: Any,
) -> Program:
    target = {"encoding": encoding} | {k: rest.pop(k) for k in ("classes", "dims") if k in rest}
    given = {"shape": list(shape)} | {k: rest.pop(k) for k in ("range", "n_train") if k in rest}
    code = {"layers": list(layers), "loss": loss, "optimizer": {"name": "adam"}, **rest}
    return Program(task, given, target, code)


def layers_of(*layers: dict[str, Any], shape: tuple[int, ...] = (8,)) -> str:
    """The pipeline that layers become, on one line."""
    text = translate(program(*layers, loss=None, shape=shape)).text
    body = text[text.index("x -> ") :].rpartition("\n}")[0]
    return " ".join(body.split()).removeprefix("x -> ")


# ── translation ──────────────────────────────────────────────────────────────────────────────

LAYERS = {
    "dense": ((8,), [{"type": "dense", "units": 4}], "dense(4, init=xavier_uniform)"),
    "an absent activation stays absent": (
        (8,),
        [{"type": "dense", "units": 4, "activation": "linear", "init": "he_normal"}],
        "dense(4, init=he_normal)",
    ),
    "activation": (
        (8,),
        [{"type": "dense", "units": 4}, {"type": "activation", "fn": "tanh"}],
        "dense(4, init=xavier_uniform) -> tanh",
    ),
    "an initialiser of the old Keras": (
        (8,),
        [{"type": "dense", "units": 4, "init": "uniform", "activation": "relu"}],
        "dense(4, init=uniform(-0.05, 0.05)) -> relu",
    ),
    "a deviation": (
        (8,),
        [{"type": "dense", "units": 4, "init": "normal(std=1)"}],
        "dense(4, init=normal(1))",
    ),
    "convolution and pooling": (
        (28, 28, 1),
        [
            {"type": "conv2d", "filters": 8, "kernel": [3, 3], "activation": "relu"},
            {"type": "maxpool2d", "size": 2, "stride": 1},
            {"type": "flatten"},
        ],
        "conv(8, 3, padding=valid, init=xavier_uniform) -> relu -> max_pool(2, stride=1) -> flatten",
    ),
    "padding that is the default here": (
        (28, 28, 1),
        [{"type": "conv2d", "filters": 8, "kernel": [3, 1], "padding": "same", "stride": 2}],
        "conv(8, [3, 1], stride=2, init=xavier_uniform)",
    ),
    "recurrence": (
        (20, 5),
        [{"type": "lstm", "units": 8, "return_sequences": True}, {"type": "gru", "units": 4}],
        "lstm(8, init=xavier_uniform) -> gru(4, returns=last, init=xavier_uniform)",
    ),
    "both directions": (
        (20, 5),
        [{"type": "bidirectional", "layer": {"type": "lstm", "units": 8}}],
        "lstm(8, bidirectional=true, returns=last, init=xavier_uniform)",
    ),
    "one layer at each place": (
        (20, 5),
        [{"type": "timedistributed", "layer": {"type": "dense", "units": 8}}],
        "dense(8, init=xavier_uniform)",
    ),
    "classes of each pixel": (
        (28, 28, 1),
        [{"type": "conv2d", "filters": 3, "kernel": 1, "activation": "softmax"}],
        "conv(3, 1, padding=valid, init=xavier_uniform) -> softmax(axis=0)",
    ),
    "a sequence made of a vector": (
        (8,),
        [{"type": "repeatvector", "n": 5}],
        "unsqueeze(0) -> tile([5, 1])",
    ),
}


@pytest.mark.parametrize(("shape", "layers", "expected"), LAYERS.values(), ids=LAYERS)
def test_a_layer(shape: tuple[int, ...], layers: list[dict[str, Any]], expected: str) -> None:
    assert layers_of(*layers, shape=shape) == expected


HEAD = {"type": "dense", "units": 3, "activation": "softmax"}
ONE = {"type": "dense", "units": 1, "activation": "sigmoid"}
LOSSES = {
    "numbers of classes where they are wanted": (
        ("sparse_categorical_crossentropy", "int", HEAD, {"classes": 3}),
        ('label = column("label") -> categories(0..2)', "cross_entropy(y, label)"),
        True,
    ),
    "vectors where they are wanted": (
        ("categorical_crossentropy", "one_hot", HEAD, {"classes": 3}),
        ('label = column("label") -> categories(0..2)', "cross_entropy(y, label)"),
        True,
    ),
    "vectors where numbers are wanted": (
        ("sparse_categorical_crossentropy", "one_hot", HEAD, {"classes": 3}),
        ('label = column("label") -> one_hot(0..2)', "cross_entropy(y, label)"),
        False,
    ),
    "numbers where vectors are wanted": (
        ("categorical_crossentropy", "int", HEAD, {"classes": 3}),
        ('label = column("label") -> categories(0..2)', "kl(y, label)"),
        False,
    ),
    "yes and no": (
        ("binary_crossentropy", "binary", ONE, {"classes": 2}),
        ('label = columns(["label"]) -> categories(0..1)', "binary_cross_entropy(y, label)"),
        True,
    ),
    "several labels": (
        ("binary_crossentropy", "multi_hot", {**ONE, "units": 2}, {"classes": 2}),
        (
            'label = columns(["label_0", "label_1"]) -> categories(0..1)',
            "binary_cross_entropy(y, label)",
        ),
        True,
    ),
    "numbers": (
        ("mse", "float", {"type": "dense", "units": 1}, {"dims": 1}),
        ('target = columns(["target"])', "mse(y, target)"),
        True,
    ),
    "the input itself": (
        ("mse", "input", {"type": "dense", "units": 8}, {}),
        ("", "mse(y, x)"),
        True,
    ),
}


@pytest.mark.parametrize(("given", "expected", "sound"), LOSSES.values(), ids=LOSSES)
def test_a_loss_and_its_labels(
    given: tuple[str, str, dict[str, Any], dict[str, Any]], expected: tuple[str, str], sound: bool
) -> None:
    loss, encoding, head, told = given
    text = translate(program(head, loss=loss, encoding=encoding, **told)).text
    loud = [f for f in check(text) if f.code.startswith(("TYP", "OUT", "SEC"))]

    assert all(part in text for part in expected)
    assert bool(loud) != sound
    assert not loud or loud[0].categories & {"ENC", "LOSS"}


def test_scores_that_the_loss_turns_into_probabilities_end_in_them() -> None:
    loss = "sparse_categorical_crossentropy(from_logits)"
    made = translate(program({"type": "dense", "units": 3}, loss=loss, encoding="int", classes=3))

    assert "init=xavier_uniform) -> softmax\n" in made.text


def test_what_is_known_of_the_data_is_told_and_nothing_else() -> None:
    known = translate(program(ONE, range=[0, 255], n_train=900, validation=0.2))
    unknown = translate(program(ONE))

    assert "network(x: f32[8] in 0..255)" in known.text
    assert "random(train=80%, validation=20%, seed=1)" in known.text
    assert known.profile is not None
    assert known.profile.train == 720
    assert known.profile.fields == {"x": FieldProfile(0, 255, 127.5, 255 / sqrt(12))}
    assert "network(x: f32[8])" in unknown.text
    assert unknown.profile is None


@pytest.mark.parametrize("layer", [{"type": "lambda"}, {"type": "dense", "units": "2n"}])
def test_what_cannot_be_said_is_said_so(layer: dict[str, Any]) -> None:
    with pytest.raises(Untranslated):
        translate(program(layer))


def test_a_fact_that_nobody_asks_for_is_told() -> None:
    made = translate(program({**ONE, "bias_init": "ones"}, callbacks=["tensorboard"]))

    assert any("biasinit=ones" in fact for fact in made.left_out)
    assert any("callbacks" in fact for fact in made.left_out)


def test_a_fix_reaches_into_the_layers(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text(
        """
        cases:
        - id: made-up
          task: regression
          input: {shape: [4]}
          target: {encoding: float, dims: 1}
          buggy:
            layers: [{type: dense, units: 4}, {type: dense, units: 1}]
            loss: mae
          fixed_overrides: {"layers.0.activation": relu, input.scaling: zscore, optimizer.name: sgd}
        """
    )
    (case,) = read(file)
    assert case.fixed is not None
    text = translate(case.fixed).text

    assert "dense(4, init=xavier_uniform) -> relu -> dense(1" in text
    assert 'columns("x_*") -> standardize' in text
    assert "optimizer = sgd(0.01)" in text
    assert "relu" not in translate(case.faulty).text


def test_every_translation_parses_and_its_settings_are_known() -> None:
    for case in CASES.values():
        for each in (case.faulty, case.fixed):
            if each is None or case.id == "not-to-be-said":
                continue
            made = translate(each)
            assert not parse(Source("case.tenet", made.text))[1]
            assert not {f.code for f in check(made.text)} & {"NAM001", "NAM002", "NAM003", "NAM004"}


# ── scoring ──────────────────────────────────────────────────────────────────────────────────


def finding(categories: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(
        "ABC001", "made-up", severity, "made up", "1: x", frozenset(categories.split("/"))
    )


def result(labels: Labels, *found: Finding, fixed: tuple[Finding, ...] | None = None) -> Result:
    said = Translation("", None, ())
    case = Case("made-up", "A", program(ONE), None, labels)
    return Result(case, Checked(said, found), None if fixed is None else Checked(said, fixed))


LABELS = Labels(
    definite=("LOSS", "OUT"),
    accepted=frozenset({"INIT"}),
    alternatives={"OUT": ("ENC",)},
    free=frozenset({"LOSS"}),
    fixed_clean=True,
    fixed_accepted=frozenset({"LR"}),
)


def test_a_fault_is_hit_by_its_name_or_another_right_one() -> None:
    one = result(LABELS, finding("ENC/SHAPE"))

    assert hit(one, "OUT")
    assert not hit(one, "LOSS")
    assert [category for _, category in faults([one])] == ["LOSS", "OUT"]
    assert [category for _, category in faults([one], free=False)] == ["OUT"]


def test_advice_hits_nothing() -> None:
    one = result(LABELS, finding("OUT", Severity.INFO))

    assert not hit(one, "OUT")
    assert hit(one, "OUT", loud=False)


@pytest.mark.parametrize(
    ("categories", "expected"),
    [("OUT", True), ("ENC", True), ("INIT", None), ("INIT/LOSS", True), ("ACT", False)],
)
def test_a_finding_is_right_not_counted_or_wrong(categories: str, expected: bool | None) -> None:
    assert verdict(finding(categories), LABELS) is expected


def test_precision_is_of_one_severity_and_of_faulty_programs() -> None:
    warning = finding("ACT", Severity.WARNING)
    results = [
        result(LABELS, finding("OUT"), finding("INIT"), finding("ACT"), finding("ACT"), warning),
        result(Labels(), finding("ACT")),
    ]
    errors, alarms = precision(results, Severity.ERROR)
    once, _ = precision(results, Severity.ERROR, once=True)

    assert (errors.right, errors.wrong, errors.uncounted) == (1, 2, 1)
    assert errors.share == pytest.approx(1 / 3)
    assert (once.right, once.wrong, once.uncounted) == (1, 0, 0)
    assert [alarm.where for alarm in alarms] == ["made-up", "made-up"]


def test_silence_allows_what_is_accepted() -> None:
    warning, advice = finding("LR", Severity.WARNING), finding("ACT", Severity.INFO)
    results = [
        result(LABELS, fixed=(warning, advice, finding("OUT"))),
        result(Labels(accepted=frozenset({"LR"})), warning, finding("ACT")),
    ]

    assert [len(alarms) for _, alarms in (mended(results), unfaulty(results))] == [1, 1]
    assert mended(results)[0] == unfaulty(results)[0] == 1


def test_every_category_is_one() -> None:
    named = {
        category
        for table in (GROUPS, EXCEPTIONS, ENTRIES, dict(LOSS_MESSAGES))
        for categories in table.values()
        for category in categories
    }

    assert named <= set(CATEGORIES)


def test_the_report_of_invented_programs() -> None:
    results = [run(case) for case in CASES.values()]
    text = report(results, {"nothing": (0, [])})

    assert all(hit(r, category) for r, category in faults(results[:2]))
    assert mended(results) == (2, [])
    assert "programs with a right finding    2 of   2, 100.0%" in text
    assert "not-to-be-said, tier B: the layer `backbone`" in text
    assert "network(x: f32[60, 3] in -1..1)" in shown(results[1])


# ── mutants ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sound", SOUND, ids=lambda sound: Path(sound.name).stem)
def test_what_mutants_are_made_of_is_sound(sound: Sound) -> None:
    assert [str(f) for f in check(sound.text, sound.profile, sound.name) if f.loud] == []


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.name)
def test_an_operator_makes_texts_that_parse(operator: Operator) -> None:
    made = [
        (sound, sound.changed(change.edits), change)
        for sound in SOUND
        for change in changes(operator, sound)
    ]

    assert made or (operator.name == "rows in order" and "shuffle" not in Train.model_fields)
    for sound, text, change in made:
        assert not parse(Source("mutant.tenet", text))[1], text
        assert text != sound.text or change.profile != sound.profile
