"""A batch norm behind the activation instead of before it."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.collapse import is_map
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import drop, follow, together
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="ACT009",
    name="norm-behind-activation",
    reason="A batch norm stands behind the activation of a layer; the usual place is before it.",
    why=(
        "A layer's output is near to Gaussian and symmetric, which mean and variance describe; what a relu"
        " leaves of it is not. Before the activation the norm also decides how many units are open, makes"
        " the layer's bias superfluous, and is folded into the layer when the network is exported. Both"
        " orders train well."
    ),
    source="Ioffe and Szegedy (2015), sec. 3.2",
    severity=Severity.INFO,
    bad=(
        Sample(
            network(
                "x: f32[3, 8, 8] in 0..1", "y = x -> conv(8, 3, bias=false) -> relu -> batch_norm"
            ),
            at="batch_norm",
        ),
    ),
    good=(
        Sample(network("x: f32[3, 8, 8] in 0..1", "y = x -> conv(8, 3) -> batch_norm -> relu")),
        Sample(
            network(
                "x: f32[8, 8, 8] in 0..1",
                "new = x -> batch_norm -> relu -> conv(8, 3)",
                "y = (x, new) -> concat -> batch_norm -> relu -> conv(4, 1)",
            )
        ),
    ),
)
ACTIVATIONS = ("relu", "relu6", "leaky_relu", "elu", "gelu", "silu", "tanh", "sigmoid")


def find(case: Case) -> Iterator[Diagnostic]:
    """A batch norm that alone reads the activation of a layer."""
    for norm in case.called("batch_norm"):
        before = activation = case.source(norm.inputs[0])
        if before.op.term() == "dropout":
            activation = case.source(before.inputs[0])
        if activation.op.term() not in ACTIVATIONS or case.reader(before) is not norm:
            continue
        layer = case.source(activation.inputs[0])
        if not is_map(layer) or case.reader(layer) is not activation:
            continue
        yield RULE.at(
            norm.span,
            f"this `batch_norm` stands behind the `{activation.op.term()}` of `{layer.path}`",
            help=f"put it between the layer and its `{activation.op.term()}`",
            labels=(case.label(activation, "the activation is here"),),
            fix=together(drop(case, norm), follow(case, layer, norm.span.text)),
        )
