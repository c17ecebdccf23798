"""Two layers with nothing non-linear between them."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from tenet.analysis.collapse import collapsed, is_map
from tenet.diagnostics import Diagnostic
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import follow
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network
from tenet.types.tensor import TensorType

RULE = Practice(
    code="ACT001",
    name="linear-stack",
    reason="Two layers with nothing non-linear between them compute what one of them could.",
    why=(
        "A linear map of a linear map is a linear map: whatever the widths, the pair learns nothing that a"
        " single layer could not, and most often an activation was forgotten. Not meant are factorised"
        " layers, whose middle is narrower than both ends, kernels along different axes, grouped"
        " convolutions that a 1x1 convolution mixes, an upsampling by `pixel_shuffle`, and the projection"
        " behind attention."
    ),
    source="Goodfellow, Bengio and Courville (2016), sec. 6.1; Nikanjam et al. (2021), NeuraLint rule 9",
    bad=(
        Sample(
            network("x: f32[20] in 0..1", "y = x -> dense(64) -> dense(3)"),
            at="«dense(64)» -> dense(3)",
        ),
        Sample(
            network(
                "x: f32[3, 8, 8] in 0..1",
                "y = x -> conv(8, 3) -> batch_norm -> conv(16, 3) -> relu",
            ),
            at="conv(8, 3)",
        ),
    ),
    good=(
        Sample(network("x: f32[20] in 0..1", "y = x -> dense(64) -> relu -> dense(3)")),
        Sample(network("x: f32[20] in 0..1", "y = x -> dense(4) -> dense(20)")),
        Sample(
            network(
                "x: f32[8, 8, 8] in 0..1", "y = x -> conv(8, 3, groups=8) -> conv(16, 1) -> relu"
            )
        ),
        Sample(
            network(
                "x: f32[1, 22, 500] in -1..1",
                "x = x -> conv(40, [1, 25]) -> conv(40, [22, 1], padding=valid) -> batch_norm -> elu",
                "y = x -> flatten -> dense(4)",
            )
        ),
        Sample(
            network(
                "x: f32[64, 8, 8] in 0..1",
                "y = x -> conv(256, 3) -> pixel_shuffle(2) -> conv(3, 3)",
            )
        ),
        Sample(
            network(
                "x: f32[9, 8] in 0..1", "y = x -> self_attention(2) -> mean(axis=0) -> dense(3)"
            )
        ),
    ),
)

GATED = ("glu", "swiglu", "geglu", "reglu")
"""What multiplies one half of a layer's output by a gate of the other: two layers before it are usual."""

ATTENTION = ("attention", "matmul", "einsum", "dot")
"""What weighs values by one another; the layer behind it belongs to it."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A layer that another one follows, unless its output is a bottleneck between them."""
    for first, second in collapsed(case.graph):
        gates = any(reader.op.term() in GATED for reader in case.readers(second))
        parts = _is_factorised(first, second) or _is_separable(first, second)
        meant = gates or parts or _is_projection(case, first) or _is_shuffled(case, first)
        if meant or getattr(first.op, "groups", 1) != 1:
            continue
        yield RULE.at(
            first.span,
            f"nothing non-linear stands between this `{first.op.term()}` and the `{second.op.term()}`"
            " behind it: together they are one linear layer",
            help="put an activation between them, such as `relu`",
            labels=(case.label(second, "the next layer is here"),),
            fix=follow(case, _normed(case, first), "relu"),
        )


def _normed(case: Case, node: Node) -> Node:
    """The norm that alone reads a layer, behind which its activation stands; else the layer."""
    reader = case.reader(node)
    return reader if reader is not None and reader.op.term().endswith("_norm") else node


def _is_separable(first: Node, second: Node) -> bool:
    """Whether two kernels lie along different axes, and so are parts of one large kernel."""
    one, other = (getattr(node.op, "kernel", 1) for node in (first, second))
    if isinstance(one, int) or isinstance(other, int):
        return False
    crossed = all(min(sides) == 1 for sides in zip(one, other, strict=False))
    return crossed and max(one) > 1 and max(other) > 1


def _is_shuffled(case: Case, node: Node) -> bool:
    """Whether channels become places behind a layer: an upsampling, which the next layer smoothes."""
    at = case.reader(node)
    while at is not None and not is_map(at):
        if at.op.term() == "pixel_shuffle":
            return True
        at = case.reader(at)
    return False


def _is_projection(case: Case, node: Node) -> bool:
    """Whether a layer brings together what the heads of attention give."""
    before = case.source(node.inputs[0])
    while before.op.relays or before.op.term() in ("permute", "transpose", "dropout"):
        before = case.source(before.inputs[0])
    return before.op.term() in ATTENTION


def _is_factorised(first: Node, second: Node) -> bool:
    """Whether the middle is narrower than both ends, so that the pair has fewer weights than one layer."""
    before = _width(first, first.inputs[0].type)
    middle, after = (_width(node, node.output.type) for node in (first, second))
    return middle < min(before, after)


def _width(node: Node, kind: TensorType) -> float:
    """Features or channels of what enters or leaves a layer; an open size counts as wide."""
    last = node.op.term() == "dense" or kind.rank == 2
    size = kind.shape[-1] if last else kind.shape[0]
    return size if isinstance(size, int) else inf
