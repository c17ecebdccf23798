"""A bias that the norm behind it takes away."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, give
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="REG002",
    name="bias-before-norm",
    reason="A batch norm subtracts the mean of each channel, and with it the bias of the layer before.",
    why=(
        "The bias adds the same number to all of a channel, and the mean contains just that number. Its"
        " gradient is zero; the shift of the norm does its work. A layer norm takes its mean over the"
        " features of a row, so that a bias before it is not lost."
    ),
    source="Ioffe and Szegedy (2015), sec. 3.2",
    severity=Severity.INFO,
    bad=(
        Sample(
            network("x: f32[3, 8, 8] in 0..1", "y = x -> conv(8, 3) -> batch_norm -> relu"),
            at="conv(8, 3)",
        ),
        Sample(
            network("x: f32[8] in 0..1", "y = x -> dense(16, bias=true) -> batch_norm -> tanh"),
            at="bias=true",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[3, 8, 8] in 0..1", "y = x -> conv(8, 3, bias=false) -> batch_norm -> relu"
            )
        ),
        Sample(network("x: f32[8] in 0..1", "y = x -> dense(16) -> layer_norm -> relu")),
        Sample(network("x: f32[8] in 0..1", "y = x -> dense(16) -> relu -> batch_norm")),
    ),
)
SUBTRACTING = ("batch_norm", "instance_norm")


def find(case: Case) -> Iterator[Diagnostic]:
    """A layer with a bias whose only reader is a norm of each channel by itself."""
    for node in case.layers:
        behind = case.reader(node)
        if getattr(node.op, "bias", False) is not True or behind is None:
            continue
        if behind.op.term() in SUBTRACTING and node.inputs:
            yield RULE.at(
                case.at(node, "bias"),
                f"`{behind.path}` subtracts the bias of `{node.path}` again",
                help="write `bias=false`",
                labels=(case.label(behind, "the mean is subtracted here"),),
                fix=give(case, node, "bias", "false", SAFE),
            )
