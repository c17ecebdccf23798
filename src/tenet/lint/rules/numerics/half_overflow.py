"""Numbers beyond what half precision holds, in a model that is exported in it."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from tenet.diagnostics import Diagnostic
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, write
from tenet.lint.places import argument
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier
from tenet.ops.source import Constant, Input
from tenet.policy.formats.onnx import Onnx
from tenet.syntax.tree import Call

SCALED = "y = 1e6 * x -> dense(64) -> batch_norm -> relu -> dense(3) -> softmax"
UNIT = {"x": 'columns("x*") -> min_max'}
RULE = Practice(
    code="NUM006",
    name="half-precision-overflow",
    reason="A number above 65504 is infinite in f16, and what is computed of it is not a number.",
    why=(
        "Half precision has five bits of exponent. Where a layer reads numbers beyond 65504 they become"
        " infinite, and the next norm or difference makes NaN of them. bf16 has the range of f32, with"
        " fewer digits."
    ),
    source="Micikevicius et al. (2018), sec. 3; IEEE 754, binary16",
    bad=(
        Sample(
            classifier(
                SCALED, "x: f32[20] in 0..1", data=UNIT, export={"format": "onnx(precision=f16)"}
            ),
            at="precision=f16",
        ),
    ),
    good=(
        Sample(
            classifier(
                SCALED, "x: f32[20] in 0..1", data=UNIT, export={"format": "onnx(precision=bf16)"}
            )
        ),
        Sample(classifier(export={"format": "onnx(precision=f16)"})),
    ),
)
LARGEST = 65504
PRODUCTS = ("dense", "conv", "conv_transpose", "depthwise_conv", "matmul")
"""What is computed in half precision, of inputs that are cast to it."""
SCALING = ("add", "sub", "mul", "div")
"""Arithmetic through which a range stays as tight as it was."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A layer in f16 that reads an input, or numbers times an input, whose range goes beyond."""
    form, at = case.experiment.export.format, case.places.entry("export", "format")
    if not isinstance(form, Onnx) or form.precision != "f16" or at is None:
        return
    given = argument(at.value, Onnx, "precision") if isinstance(at.value, Call) else None
    for node in case.called(*PRODUCTS):
        reach = node.inputs[0].type.range
        most = max(abs(reach.low), abs(reach.high))
        if not LARGEST < most < inf or not _is_tight(case, node):
            continue
        made = case.source(node.inputs[0])
        yield RULE.at(
            at.value.span if given is None else given.span,
            f"the model is exported in f16, which ends at {LARGEST}, but `{node.path}` reads numbers of"
            f" up to {most:g}",
            help="export with `precision=bf16`, or scale the numbers down first",
            labels=(case.label(made, f"these lie in {reach}"),),
            fix=None if given is None else write(given.value.span, "bf16", SAFE),
        )
        return


def _is_tight(case: Case, node: Node) -> bool:
    """Whether the range is that of a field, times or plus constants, so that it is reached."""
    pending, fields = [case.source(node.inputs[0])], 0
    while pending:
        at = pending.pop()
        if not isinstance(at.op, Input | Constant) and not (
            at.op.term() in SCALING or at.op.relays
        ):
            return False
        fields += isinstance(at.op, Input)
        pending += [case.source(value) for value in at.inputs]
    return fields == 1
