"""Numbers beyond what half precision holds, in a network that is trained or exported in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf

from tenet.catalogue.operation import Operation
from tenet.diagnostics import Diagnostic
from tenet.frozen import frozen
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, write
from tenet.lint.places import argument
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier
from tenet.ops.source import Constant, Input
from tenet.policy.formats.onnx import Onnx
from tenet.source import Span
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
        Sample(
            classifier(SCALED, "x: f32[20] in 0..1", data=UNIT, train={"precision": "f16"}),
            at="precision = «f16»",
        ),
    ),
    good=(
        Sample(classifier(SCALED, "x: f32[20] in 0..1", data=UNIT, train={"precision": "bf16"})),
        Sample(classifier(train={"precision": "f16"})),
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
"""What a model in half precision computes in it, of inputs that are cast to it."""
SCALING = ("add", "sub", "mul", "div")
"""Arithmetic through which a range stays as tight as it was."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A layer in f16 that reads an input, or numbers times an input, whose range goes beyond."""
    for asked in (_exported(case), _trained(case)):
        node = None if asked is None else _overflowing(case, asked.narrow)
        if asked is None or node is None:
            continue
        reach = node.inputs[0].type.range
        made = case.source(node.inputs[0])
        yield RULE.at(
            asked.span,
            f"{asked.what} in f16, which ends at {LARGEST}, but `{node.path}` reads numbers of up to"
            f" {max(abs(reach.low), abs(reach.high)):g}",
            help=f"{asked.instead}, or scale the numbers down first",
            labels=(case.label(made, f"these lie in {reach}"),),
            fix=None if asked.value is None else write(asked.value, "bf16", SAFE),
        )


@frozen
class _Asked:
    """Where the text asks for f16: what is in it, which operations, and what to write instead."""

    what: str
    narrow: Callable[[Operation], bool]
    span: Span
    value: Span | None
    instead: str


def _exported(case: Case) -> _Asked | None:
    form, at = case.experiment.export.format, case.places.entry("export", "format")
    if not isinstance(form, Onnx) or form.precision != "f16" or at is None:
        return None
    given = argument(at.value, Onnx, "precision") if isinstance(at.value, Call) else None
    return _Asked(
        "the model is exported",
        lambda op: op.term() in PRODUCTS,
        at.value.span if given is None else given.span,
        None if given is None else given.value.span,
        "export with `precision=bf16`",
    )


def _trained(case: Case) -> _Asked | None:
    span = case.entry("precision")
    if span is None or case.settings is None or case.settings.precision != "f16":
        return None
    what = "training computes products"
    return _Asked(what, lambda op: op.of_products, span, span, "write `precision = bf16`")


def _overflowing(case: Case, narrow: Callable[[Operation], bool]) -> Node | None:
    """The first node in f16 that reads numbers beyond."""
    for node in case.graph.nodes:
        if narrow(node.op):
            reach = node.inputs[0].type.range
            if LARGEST < max(abs(reach.low), abs(reach.high)) < inf and _is_tight(case, node):
                return node
    return None


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
