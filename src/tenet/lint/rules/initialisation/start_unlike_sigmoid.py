"""A layer that starts where its sigmoid or tanh is flat, or so small that it says nothing."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.following import activation_of
from tenet.diagnostics import Diagnostic, Severity
from tenet.initialisers.given import Normal, Uniform
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, take
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="INI002",
    name="start-unlike-sigmoid",
    reason="A layer before a sigmoid or tanh starts with weights of a scale that does not go with its fan-in.",
    why=(
        "A sum of n inputs with weights of deviation s has a deviation of s sqrt(n) times theirs. At 4 a"
        " tanh is flat for two numbers in three, and at 8 a sigmoid, which is half as steep; at a twentieth of"
        " the input's scale units hardly differ from one another. Xavier's weights keep the scale, and He's,"
        " larger by up to 1.4, do no harm."
    ),
    source="Glorot and Bengio (2010), sec. 4.2.1; LeCun et al. (1998), Efficient BackProp, sec. 4.6",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network(
                "x: f32[64] in -1..1", "y = x -> dense(30, init=normal(1)) -> tanh -> dense(1)"
            ),
            at="init=normal(1)",
        ),
        Sample(
            network(
                "x: f32[3] in 0..1",
                "y = x -> dense(64, init=uniform(-0.02, 0.02)) -> sigmoid -> dense(1)",
            ),
            at="init=uniform(-0.02, 0.02)",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[64] in -1..1", "y = x -> dense(30, init=normal(0.1)) -> tanh -> dense(1)"
            )
        ),
        Sample(
            network(
                "x: f32[64] in 0..1", "y = x -> dense(30, init=he_normal) -> sigmoid -> dense(1)"
            )
        ),
        Sample(
            network(
                "x: f32[64] in 0..1",
                "y = x -> dense(30, init=normal(1)) -> batch_norm -> tanh -> dense(1)",
            )
        ),
    ),
)
FLAT = {"sigmoid": 8.0, "hard_sigmoid": 8.0, "tanh": 4.0, "hard_tanh": 4.0, "softsign": 4.0}
"""Size of what enters an activation from which most of it lies where that is flat."""
FAINT = 0.05
"""The share of the input's scale below which little is left."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A hidden layer with a spread in numbers, for which the whole predicted interval is too wide or narrow."""
    for node in () if case.has_sparse_input else case.layers:
        init = getattr(node.op, "init", None)
        activation = activation_of(case.reader, node)
        if (
            activation is None
            or not isinstance(init, Normal | Uniform)
            or case.is_output(activation)
        ):
            continue
        if activation.op.term() not in FLAT:
            continue
        scale = _scale(case, node, FLAT[activation.op.term()])
        if scale is not None:
            yield RULE.at(
                case.at(node, "init"),
                f"with these weights what enters the `{activation.op.term()}` of `{node.path}` {scale}",
                help="leave `init` out, which takes Xavier's for this layer",
                labels=(case.label(activation, "the activation is here"),),
                fix=take(case, node, "init", SAFE),
            )


def _scale(case: Case, node: Node, flat: float) -> str | None:
    """What is wrong with the scale that a layer gives, in words."""
    before, after = case.moments.of(node.inputs[0]), case.moments.of(node.output)
    if before is None or after is None or before.rms == 0:
        return None
    interval = f"{after.rms:.2g} ({after.low:.2g} to {after.high:.2g})"
    if after.low > flat * max(before.rms, 1.0):  # else the input is what is too large
        return f"is predicted to have a size of {interval}, where it is flat"
    if after.high < FAINT * before.rms:
        return f"is predicted to have a size of {interval}, of {before.rms:.2g} that came in"
    return None
