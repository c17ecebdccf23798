"""Weights of a spread that does not go with the layer's fan-in."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.following import activation_of
from tenet.catalogue.operation import Role
from tenet.diagnostics import Diagnostic, Severity
from tenet.initialisers.given import Normal, Uniform
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, take
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="INI006",
    name="start-out-of-scale",
    reason="A spread given in numbers makes a layer's output far larger or smaller than its input.",
    why=(
        "A sum of n inputs with weights of deviation s has a deviation of s sqrt(n) times theirs, so that"
        " one s suits one width. What a few such layers multiply the signal by, they multiply the gradient"
        " by as well: three that keep a tenth leave a thousandth of both. Schemes by the fan-in keep the"
        " scale at any width; a norm behind the layer makes up for any."
    ),
    source="Mishkin and Matas (2016), sec. 3; Bingham and Miikkulainen (2023), AutoInit",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network(
                "x: f32[3] in 0..1",
                "y = x -> dense(64, init=uniform(-0.01, 0.01)) -> relu -> dense(1)",
            ),
            at="init=uniform(-0.01, 0.01)",
        ),
        Sample(
            network(
                "x: f32[400] in 0..1", "y = x -> dense(64, init=normal(1)) -> relu -> dense(1)"
            ),
            at="init=normal(1)",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[768] in 0..1", "y = x -> dense(64, init=normal(0.02)) -> gelu -> dense(1)"
            )
        ),
        Sample(
            network(
                "x: f32[3, 8, 8] in 0..1",
                "y = x -> conv(8, 3, bias=false, init=normal(0.002)) -> batch_norm -> relu",
            )
        ),
        Sample(
            network(
                "x: f32[16] in 0..1", "y = x -> dense(64) -> relu -> dense(1, init=normal(0.001))"
            )
        ),
    ),
)
LARGE = 10.0
"""How many times its input a layer's output may be."""
SMALL = 0.02
"""And which share of it at least: the first layer of a GAN on grey images, N(0, 0.02²), comes to 0.08."""
BOUNDED = ("sigmoid", "tanh", "softsign", "hard_sigmoid", "hard_tanh")
"""Activations of which INI002 speaks."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A hidden layer before a rectifier for which the whole predicted interval is out of scale."""
    for node in () if case.has_sparse_input else case.layers:
        init = getattr(node.op, "init", None)
        activation = activation_of(case.reader, node)
        if (
            activation is None
            or not isinstance(init, Normal | Uniform)
            or case.is_output(activation)
        ):
            continue
        if activation.op.term() in BOUNDED or activation.op.feeds == "xavier":
            continue
        before, after = case.moments.of(node.inputs[0]), case.moments.of(node.output)
        if before is None or after is None or before.rms == 0:
            continue
        if after.low > LARGE * before.rms or after.high < SMALL * before.rms:
            yield RULE.at(
                case.at(node, "init"),
                f"over {_fan_in(node)} inputs these weights are predicted to make a size of"
                f" {after.rms:.2g} ({after.low:.2g} to {after.high:.2g}) of {before.rms:.2g}",
                help="leave `init` out, which goes by the fan-in and the activation",
                fix=take(case, node, "init", SAFE),
            )


def _fan_in(node: Node) -> object:
    weight = next(p for p in node.parameters if p.role is Role.WEIGHT)
    return weight.fans[0] if weight.fans is not None else "its"
