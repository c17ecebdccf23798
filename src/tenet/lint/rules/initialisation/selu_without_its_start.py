"""SELU without what it needs to normalise itself."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.following import activation_of
from tenet.catalogue.initialiser import Initialiser
from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, take, write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network
from tenet.source import Span
from tenet.syntax.tree import Call

RULE = Practice(
    code="INI003",
    name="selu-not-normalising",
    reason="SELU keeps mean 0 and variance 1 only with LeCun's weights and alpha dropout.",
    why=(
        "The two constants of SELU are the fixed point for weights of mean 0 and variance 1 / fan-in; with"
        " He's the variance settles elsewhere. Plain dropout sets numbers to 0, which is not SELU's lower"
        " end, and so moves mean and variance; alpha dropout sets them to that end and puts both right."
    ),
    source="Klambauer et al. (2017), sec. 2 and appendix A",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network("x: f32[16] in 0..1", "y = x -> dense(32, init=he_normal) -> selu -> dense(1)"),
            at="dense(32, «init=he_normal») -> selu -> dense(1)",
        ),
        Sample(
            network("x: f32[16] in 0..1", "y = x -> dense(32) -> selu -> dropout(10%) -> dense(1)"),
            at="dropout(10%)",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[16] in 0..1",
                "y = x -> dense(32, init=lecun_uniform) -> selu -> alpha_dropout(10%) -> dense(1)",
            )
        ),
        Sample(
            network(
                "x: f32[16] in 0..1",
                "y = x -> dense(32, init=he_normal) -> batch_norm -> selu -> dropout(10%) -> dense(1)",
            )
        ),
    ),
)
KEEPING = ("lecun_normal", "lecun_uniform", "orthogonal")
"""Schemes of variance 1 / fan-in; orthogonal ones where the layer does not widen."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A layer before SELU that starts by another scheme, and a plain dropout behind SELU."""
    normalised = any(node.op.term().endswith("_norm") for node in case.graph.nodes)
    if normalised:
        return
    for node in case.layers:
        init = getattr(node.op, "init", None)
        activation = activation_of(case.reader, node)
        if activation is None or activation.op.term() != "selu":
            continue
        if isinstance(init, Initialiser) and init.term() not in KEEPING:
            yield RULE.at(
                case.at(node, "init"),
                f"`{init.term()}` starts a layer of `selu`, which needs weights of variance 1 / fan-in",
                help="leave `init` out, which takes LeCun's here",
                labels=(case.label(activation, "the activation is here"),),
                fix=take(case, node, "init", SAFE),
            )
    for selu in case.called("selu"):
        reader = case.reader(selu)
        if reader is not None and reader.op.term() == "dropout":
            yield RULE.at(
                reader.span,
                "plain `dropout` behind `selu` moves the mean and variance that `selu` keeps",
                help="use `alpha_dropout` with the same rate",
                labels=(case.label(selu, "the activation is here"),),
                fix=write(_callee(case, reader), "alpha_dropout", SAFE),
            )


def _callee(case: Case, node: Node) -> Span | None:
    """The name of an operation where it stands."""
    stage = case.places.stage(node.span)
    if stage is None:
        return None
    return stage.written.callee.span if isinstance(stage.written, Call) else node.span
