"""Something that the chosen form of ONNX has no operator for."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.data.field import Content
from tenet.data.plan import DataPlan
from tenet.diagnostics import Diagnostic
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, write
from tenet.lint.places import argument
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier
from tenet.policy.formats.onnx import Onnx
from tenet.syntax.tree import Argument, Call

KINDS = {"x": 'columns(["kind"]) -> one_hot(["a", "b", "c"])'}
LOOP = "x = x -> reshape(5, 4) -> scan(dense(8) -> tanh)\ny = x -> flatten -> dense(3) -> softmax"
RULE = Practice(
    code="DEP001",
    name="unsupported-by-target",
    reason="The model uses what the chosen opset or precision of ONNX cannot say.",
    why=(
        "ONNX compares texts from opset 19 on, and the exported model takes raw columns, so that a field"
        " made of words needs it. A loop whose turns hand a state on stays in f32, since rounding grows"
        " with each of them. Export would fail, after training has been paid for."
    ),
    source="ONNX operator schemas: Equal-19, Loop, Scan",
    bad=(
        Sample(
            classifier(
                "y = x -> dense(64) -> relu -> dense(3) -> softmax",
                "x: f32[3] in 0..1",
                data=KINDS,
                export={"format": "onnx(opset=18)"},
            ),
            at="opset=18",
        ),
        Sample(
            classifier(LOOP, export={"format": "onnx(precision=f16)"}),
            at="precision=f16",
        ),
    ),
    good=(
        Sample(
            classifier(
                "y = x -> dense(64) -> relu -> dense(3) -> softmax",
                "x: f32[3] in 0..1",
                data=KINDS,
                export={"format": "onnx(opset=19)"},
            )
        ),
        Sample(classifier(export={"format": "onnx(opset=18)"})),
        Sample(classifier(LOOP, export={"format": "onnx(opset=21)"})),
    ),
)
COMPARES_TEXTS = 19
"""The opset from which ONNX compares texts; the exporter holds it as well."""


def find(case: Case) -> Iterator[Diagnostic]:
    """An opset too old for the words of a field, or a precision too narrow for a loop."""
    form, at = case.experiment.export.format, case.places.entry("export", "format")
    if not isinstance(form, Onnx) or at is None:
        return
    opset, precision = (_given(at.value, name) for name in ("opset", "precision"))
    worded = [name for name in case.graph.inputs if _is_worded(case.data, name)]
    if worded and form.opset < COMPARES_TEXTS:
        yield RULE.at(
            at.value.span if opset is None else opset.span,
            f"`{worded[0]}` is made of words, which ONNX compares from opset {COMPARES_TEXTS} on, not in"
            f" {form.opset}",
            help="export with `onnx(opset=21)`",
            fix=None if opset is None else write(opset.value.span, "21", SAFE),
        )
    loop = next(case.called("scan", "generate"), None)
    if loop is not None and form.precision != "f32":
        yield RULE.at(
            at.value.span if precision is None else precision.span,
            f"`{loop.path}` is a loop, which cannot be exported in {form.precision}: rounding grows with"
            " each of its turns",
            help="export with `precision=f32`",
            labels=(case.label(loop, "the loop is here"),),
            fix=None if precision is None else write(precision.value.span, "f32", SAFE),
        )


def _given(format_: object, name: str) -> Argument | None:
    return argument(format_, Onnx, name) if isinstance(format_, Call) else None


def _is_worded(data: DataPlan | None, field: str) -> bool:
    """Whether a field looks words up, by values that the spec lists."""
    if data is None or field not in data.fields:
        return False
    pending = [data.fields[field].stage]
    while pending:
        planned = data.stages[pending.pop()]
        cells = [data.stages[i].type.content is Content.TEXT for i in planned.inputs]
        if planned.stage.term() in ("categories", "one_hot") and (
            any(cells) or _lists_words(planned.stage)
        ):
            return True
        pending += planned.inputs
    return False


def _lists_words(stage: object) -> bool:
    """Whether the values that a stage is given are words."""
    values = getattr(stage, "values", None)
    flat = [
        inner
        for value in values or ()
        for inner in (value if isinstance(value, tuple) else (value,))
    ]
    return any(isinstance(value, str) for value in flat)
