"""Gradients that vanish or explode between the last layer and the first."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from tenet.analysis.inputs import far_from_zero
from tenet.analysis.layers import learns
from tenet.analysis.windows import trunk
from tenet.diagnostics import Diagnostic
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network
from tenet.types.dim import product

RULE = Practice(
    code="NUM002",
    name="gradient-out-of-scale",
    reason="The first layer's gradient is thousands of times smaller or larger than the last one's.",
    why=(
        "Going back, each layer multiplies the gradient by its own factor, and over many layers these"
        " factors vanish or explode together. Steps that suit the last layer then leave the first one as"
        " it was, or destroy it; an optimizer that divides by the size of the gradient hides this, until"
        " what is left is rounding. Batch norm does not help by itself: behind a ReLU it makes gradients"
        " grow by a fifth with each layer. Shortcuts do."
    ),
    source="Schoenholz et al. (2017), sec. 4; Yang et al. (2019), A mean field theory of batch normalization",
    bad=(
        Sample(
            network(
                "x: f32[256] in 0..1",
                'x = x -> dense(256, bias=false, name="first") -> batch_norm -> relu',
                "repeat 99 {",
                "    x = x -> dense(256, bias=false) -> batch_norm -> relu",
                "}",
                "y = x -> dense(3)",
            ),
            at='dense(256, bias=false, name="first")',
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[256] in 0..1",
                "x = x -> dense(256)",
                "repeat 100 {",
                "    x = x + (x -> batch_norm -> dense(256, bias=false) -> relu)",
                "}",
                "y = x -> dense(3)",
            )
        ),
        Sample(
            network(
                "x: f32[256] in 0..1",
                "repeat 20 {",
                "    x = x -> dense(256, bias=false) -> batch_norm -> relu",
                "}",
                "y = x -> dense(3)",
            )
        ),
    ),
)
WORST = 1e4
"""By how much gradients may differ between the first layer and the last."""
MANY = 4
"""Sigmoids and tanhs from which they are the reason, which a rule about activations tells."""


def find(case: Case) -> Iterator[Diagnostic]:
    """The first layer of an output, where its gradient is far from that of the last."""
    squashed = sum(1 for _ in case.called("sigmoid", "tanh"))
    if squashed >= MANY or far_from_zero(case.graph, case.moments):
        return
    for output in case.graph.outputs.values():
        layers = [node for node in trunk(case.producers, output) if learns(node)]
        if len(layers) < 2:
            continue
        ratio = _ratio(case, layers[0], layers[-1])
        if ratio is None:
            continue
        low, high = ratio
        if low > WORST or 0 < high < 1 / WORST:
            word = "vanishes" if high < 1 else "explodes"
            yield RULE.at(
                layers[0].span,
                f"the gradient {word}: that of the weights of `{layers[0].path}` is predicted to be"
                f" {low:.1g} to {high:.1g} times that of `{layers[-1].path}`",
                help="add shortcuts past every one or two layers, or use fewer layers",
                labels=(case.label(layers[-1], "the last layer is here"),),
            )
            return


def _ratio(case: Case, first: Node, last: Node) -> tuple[float, float] | None:
    """The gradient of a weight of the first layer over that of one of the last, at least and at most."""
    one, other = _gradient(case, first), _gradient(case, last)
    if one is None or other is None:
        return None
    return one[0] / other[1], one[1] / other[0]


def _gradient(case: Case, layer: Node) -> tuple[float, float] | None:
    """The interval of the size of a weight's gradient: what comes back, times what goes in.

    What comes back to a place is small because there are many of them; together they are as long as the
    root of their number.
    """
    made, read = case.moments.of(layer.output), case.moments.of(layer.inputs[0])
    count = product(layer.output.type.shape)
    if made is None or read is None or not isinstance(count, int):
        return None
    if not made.gradient_low or not made.gradient_high or not read.low:
        return None
    return (
        made.gradient_low * read.low * sqrt(count),
        made.gradient_high * read.high * sqrt(count),
    )
