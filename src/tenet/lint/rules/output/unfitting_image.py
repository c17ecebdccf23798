"""An image or mask whose last activation is made for other numbers."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.reach import Holding, holding, worded
from tenet.diagnostics import Diagnostic, Fix, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import drop, write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import regressor

CONVS = "conv(8, 3) -> relu -> conv(1, 3)"
HEADER = "x: f32[1, 16, 16]"
IMAGES = 'columns("x*") -> standardize -> reshape(1, 16, 16)'
MASK = {"x": IMAGES, "target": 'columns("m*") -> min_max -> reshape(1, 16, 16)'}
RULE = Practice(
    code="OUT016",
    name="unfitting-image-output",
    reason="The last activation of an image or mask gives other numbers than the image holds.",
    why=(
        "What lies beyond the ends of an activation is never drawn: of a standardised image a sigmoid"
        " leaves half out. A relu for an image in 0..1 gives no gradient to a pixel that it sets to 0 and"
        " has no end above; such pixels stay black."
    ),
    source="Ronneberger et al. (2015), sec. 3; Radford et al. (2016), sec. 3",
    severity=Severity.WARNING,
    bad=(
        Sample(
            regressor(f"y = x -> {CONVS} -> relu", HEADER, data=MASK), at="conv(1, 3) -> «relu»"
        ),
        Sample(
            regressor(
                f"y = x -> {CONVS} -> sigmoid",
                HEADER,
                data=MASK | {"target": 'columns("m*") -> standardize -> reshape(1, 16, 16)'},
            ),
            at="sigmoid",
        ),
    ),
    good=(
        Sample(regressor(f"y = x -> {CONVS} -> sigmoid", HEADER, data=MASK)),
        Sample(regressor(f"y = x -> {CONVS}", HEADER, data=MASK)),
    ),
)
ERRORS = ("mse", "mae", "huber", "smooth_l1")
ENDLESS = ("relu", "softplus")
"""Activations that begin at 0 and do not end."""


def find(case: Case) -> Iterator[Diagnostic]:
    """An output with places whose activation leaves out what the target holds, or begins at 0 without end."""
    for node in () if case.objective is None else case.objective.nodes:
        partly = getattr(node.op, "where", False)  # what is left out may be what does not fit
        if node.op.term() not in ERRORS or node.inputs[1].type.rank < 2 or partly:
            continue
        target = node.inputs[1].hint
        held = holding(case.stages(target), case.seen(target))
        made = case.bounding(node.inputs[0])
        if held is None or target in case.graph.inputs or made.op.feeds is None:
            continue
        in_unit = held.low >= 0 and held.high <= 1
        reach = node.inputs[0].type.range
        if held.beyond(reach) or (in_unit and made.op.term() in ENDLESS):
            yield RULE.at(
                made.span,
                f"`{made.op.term()}` gives {worded(reach)}, but `{target}` {held.words}",
                help="use `sigmoid` for what lies in 0..1, `tanh` for -1..1, and nothing for what is"
                " standardised",
                labels=(case.label(node, "they are compared here"),),
                fix=_fitting(case, made, held),
            )


def _fitting(case: Case, made: Node, held: Holding) -> Fix | None:
    """The activation for what the image holds."""
    if held.low >= 0 and held.high <= 1:
        return write(made.span, "sigmoid")
    return drop(case, made)
