"""A layer before a rectifier that starts by a scheme for other activations."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.following import activation_of
from tenet.catalogue.initialiser import Initialiser
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, take
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="INI001",
    name="start-unlike-relu",
    reason="A layer before a relu starts with the weights of another activation.",
    why=(
        "A relu halves the mean square of its input, which weights of variance 2 / fan-in make up for."
        " Those of Xavier or LeCun do not: with equal widths each layer halves the signal and the gradient"
        " once more. Over a few layers that does not matter; 22 such layers still train, and of 30 nothing"
        " is learned. With a norm behind the layer the scale of its weights is of no account."
    ),
    source="He et al. (2015), sec. 2.2",
    severity=Severity.INFO,
    bad=(
        Sample(
            network(
                "x: f32[64] in 0..1", "y = x -> dense(64, init=xavier_normal) -> relu -> dense(3)"
            ),
            at="init=xavier_normal",
        ),
        Sample(
            network(
                "x: f32[3, 16, 16] in 0..1",
                "y = x -> conv(16, 3, init=lecun_uniform) -> max_pool(2) -> gelu -> flatten -> dense(3)",
            ),
            at="init=lecun_uniform",
        ),
    ),
    good=(
        Sample(
            network("x: f32[64] in 0..1", "y = x -> dense(64, init=he_uniform) -> relu -> dense(3)")
        ),
        Sample(
            network(
                "x: f32[64] in 0..1", "y = x -> dense(64, init=xavier_uniform) -> tanh -> dense(3)"
            )
        ),
        Sample(
            network(
                "x: f32[3, 16, 16] in 0..1",
                "y = x -> conv(16, 3, bias=false, init=xavier_normal) -> batch_norm -> relu",
            )
        ),
    ),
)
OTHERS = {
    "xavier_normal": "tanh and linear layers",
    "xavier_uniform": "tanh and linear layers",
    "lecun_normal": "selu",
    "lecun_uniform": "selu",
}
"""Schemes by the fans, and what they are made for."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A layer with such a scheme, whose own activation is of the family of relu."""
    for node in case.layers:
        init = getattr(node.op, "init", None)
        if not isinstance(init, Initialiser) or init.term() not in OTHERS:
            continue
        activation = activation_of(case.reader, node)
        if activation is None or activation.op.feeds != "he":
            continue
        yield RULE.at(
            case.at(node, "init"),
            f"`{init.term()}` is made for {OTHERS[init.term()]}, but `{node.path}` feeds"
            f" `{activation.op.term()}`, which halves the signal",
            help="leave `init` out, which takes He's for a layer before a rectifier",
            labels=(case.label(activation, "the activation is here"),),
            fix=take(case, node, "init", SAFE),
        )
