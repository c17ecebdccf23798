"""A dense layer over all pixels, before the first convolution."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier
from tenet.ops.source import Input
from tenet.types.dim import product

IMAGE = {"x": 'columns("x*") -> reshape(1, 8, 8) -> min_max'}
RULE = Practice(
    code="CNN003",
    name="dense-before-convolution",
    reason="A dense layer before the convolutions mixes all pixels, so that neighbours mean nothing.",
    why=(
        "A convolution shares its weights over places because neighbouring pixels belong together, here as"
        " everywhere. Each number that a dense layer makes depends on all pixels; laid out as an image"
        " again they have no neighbours. Dense layers belong behind the convolutions. A generator or"
        " decoder, which begins with a vector, is not meant."
    ),
    source="LeCun et al. (1998), Gradient-based learning, sec. II.A",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(
                "x = x -> flatten -> dense(64) -> relu -> reshape(1, 8, 8)\n"
                "y = x -> conv(16, 3) -> relu -> flatten -> dense(3) -> softmax",
                "x: f32[1, 8, 8] in 0..1",
                data=IMAGE,
            ),
            at="dense(64)",
        ),
    ),
    good=(
        Sample(
            classifier(
                "x = x -> conv(16, 3) -> relu -> max_pool(2) -> flatten\n"
                "y = x -> dense(64) -> relu -> dense(3) -> softmax",
                "x: f32[1, 8, 8] in 0..1",
                data=IMAGE,
            )
        ),
        Sample(
            classifier(
                "x = x -> dense(64) -> relu -> reshape(4, 4, 4)\n"
                "y = x -> conv(16, 3) -> relu -> flatten -> dense(3) -> softmax",
                "x: f32[64] in 0..1",
                data={"x": 'columns("x*") -> min_max'},
            )
        ),
    ),
)
IMAGE_RANK = 3


def find(case: Case) -> Iterator[Diagnostic]:
    """A dense layer of a classifier that an image reaches flattened, and that a convolution reads."""
    if not {"classes", "bits"} & set(case.tasks.values()):
        return
    for node in case.called("conv"):
        before = list(case.upstream(node.inputs[0]))
        if node.output.type.rank < IMAGE_RANK or any(n.op.term() == "conv" for n in before):
            continue
        dense = next((n for n in before if n.op.term() == "dense"), None)
        start = before[-1]
        if dense is None or not _is_image(start) or not _flattened(dense, start):
            continue
        yield RULE.at(
            dense.span,
            f"this `dense` mixes all {product(start.output.type.shape)} numbers of the image"
            f" `{start.output.hint}` before the first convolution sees them",
            help="begin with the convolutions, and put dense layers behind `flatten` or `global_avg_pool`",
            labels=(case.label(node, "the convolution is here"),),
        )


def _is_image(node: Node) -> bool:
    return isinstance(node.op, Input) and node.output.type.rank >= IMAGE_RANK


def _flattened(dense: Node, start: Node) -> bool:
    """Whether the layer sees all of the image at once."""
    return dense.inputs[0].type.shape == (product(start.output.type.shape),)
