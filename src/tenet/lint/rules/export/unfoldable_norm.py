"""A batch norm that export cannot fold into the layer before it."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.layers import learns
from tenet.diagnostics import Diagnostic, Fix, Severity
from tenet.diagnostics.diagnostic import Edit
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import UNSAFE
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

IMAGE = {"x": 'columns("x*") -> reshape(1, 8, 8) -> min_max'}
HEADER = "x: f32[1, 8, 8] in 0..1"
ONNX = {"format": "onnx(opset=21)"}
RULE = Practice(
    code="DEP005",
    name="unfoldable-norm",
    reason="A batch norm right behind its convolution costs nothing in the exported model.",
    why=(
        "At inference it is a fixed factor and constant for each channel, which export multiplies into the"
        " weights of the layer before it. With an activation between the two it stays an operation of its"
        " own, and reads and writes the whole map once more; in whole numbers it also needs a scale of its"
        " own."
    ),
    source="Jacob et al. (2018), sec. 3.2; Ioffe and Szegedy (2015), sec. 3.2",
    severity=Severity.INFO,
    bad=(
        Sample(
            classifier(
                "y = x -> conv(16, 3, bias=false) -> relu -> batch_norm -> flatten -> dense(3) -> softmax",
                HEADER,
                data=IMAGE,
                export=ONNX,
            ),
            at="batch_norm",
        ),
    ),
    good=(
        Sample(
            classifier(
                "y = x -> conv(16, 3, bias=false) -> batch_norm -> relu -> flatten -> dense(3) -> softmax",
                HEADER,
                data=IMAGE,
                export=ONNX,
            )
        ),
        Sample(
            classifier(
                "y = x -> conv(16, 3) -> relu -> batch_norm -> flatten -> dense(3) -> softmax",
                HEADER,
                data=IMAGE,
            )
        ),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """A batch norm that reads an activation, which alone reads a layer."""
    for node in case.called("batch_norm"):
        active = case.source(node.inputs[0])
        if active.op.feeds is None or not active.inputs or case.reader(active) is not node:
            continue
        layer = case.source(active.inputs[0])
        if not learns(layer) or case.reader(layer) is not active:
            continue
        yield RULE.at(
            node.span,
            f"`{active.op.term()}` stands between `{layer.path}` and this batch norm, so that export cannot"
            " fold the one into the other",
            help=f"put it before the `{active.op.term()}`",
            labels=(case.label(layer, "it could be part of this layer"),),
            fix=_swapped(case, active, node),
        )


def _swapped(case: Case, first: Node, second: Node) -> Fix | None:
    """Both stages in the other order."""
    stages = [case.places.stage(node.span) for node in (first, second)]
    if any(stage is None or stage.chain is None for stage in stages):
        return None
    texts = first.span.text, second.span.text
    return Fix(UNSAFE, (Edit(first.span, texts[1]), Edit(second.span, texts[0])))
