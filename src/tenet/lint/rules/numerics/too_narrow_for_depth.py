"""A deep network of so narrow layers that its gradients are a matter of luck."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.layers import learns
from tenet.analysis.windows import trunk
from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="NUM003",
    name="too-narrow-for-depth",
    reason="In a plain ReLU network gradients vary with the exponential of the sum of one over each width.",
    why=(
        "However well the first weights are scaled on average, each draw of them is off by chance, and"
        " layers multiply what each is off by. How far gradients spread grows exponentially with the"
        " sum of 1 / width over the hidden layers, and with nothing else: where it is above one, some"
        " gradients are so large and others so small that many draws do not train."
    ),
    source="Hanin (2018), Which neural net architectures give rise to exploding and vanishing gradients?, theorem 1",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network(
                "x: f32[20] in 0..1",
                'x = x -> dense(6, name="first") -> relu',
                "repeat 8 {",
                "    x = x -> dense(6) -> relu",
                "}",
                "y = x -> dense(3)",
            ),
            at='dense(6, name="first")',
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[20] in 0..1",
                "repeat 8 {",
                "    x = x -> dense(32) -> relu",
                "}",
                "y = x -> dense(3)",
            )
        ),
        Sample(
            network(
                "x: f32[20] in 0..1",
                "x = x -> dense(6)",
                "repeat 8 {",
                "    x = x + (x -> dense(6) -> relu)",
                "}",
                "y = x -> dense(3)",
            )
        ),
    ),
)
WORST = 1.0
"""The largest sum of one over each width."""
DEEP = 4
"""Hidden layers from which it is said: fewer are too few units, not too many layers."""


def find(case: Case) -> Iterator[Diagnostic]:
    """The first hidden layer of a plain stack whose widths are small for their number."""
    if any("norm" in n.op.term() or n.op.term() in ("add", "concat") for n in case.graph.nodes):
        return
    for value in case.graph.outputs.values():
        layers = [node for node in trunk(case.producers, value) if learns(node)]
        hidden = [n for n in layers[:-1] if n.op.term() == "dense" and _is_rectified(case, n)]
        widths = [w for n in hidden if isinstance(w := n.output.type.shape[-1], int)]
        total = sum(1 / width for width in widths)
        if total > WORST and len(widths) >= DEEP:
            yield RULE.at(
                hidden[0].span,
                f"{len(hidden)} layers of as few as {min(widths)} units: the sum of one over each width is"
                f" {total:.2g}, and gradients vary with its exponential",
                help="make the layers wider or fewer, or add shortcuts",
                labels=(case.label(hidden[-1], "the last of them is here"),),
            )
            return


def _is_rectified(case: Case, node: Node) -> bool:
    """Whether only a rectifier reads it."""
    reader = case.reader(node)
    return reader is not None and reader.op.feeds == "he"
