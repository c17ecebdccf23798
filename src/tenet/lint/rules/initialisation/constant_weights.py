"""A hidden layer whose weights all start the same."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.collapse import is_map
from tenet.analysis.following import activation_of
from tenet.diagnostics import Diagnostic
from tenet.initialisers.fixed import Constant, Ones, Zeros
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, take
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="INI004",
    name="constant-weights",
    reason="All units of a hidden layer start from the same weights, so that they compute the same.",
    why=(
        "Units with equal weights give equal numbers, and only what reads them can tell them apart; of"
        " zeros before a relu no gradient passes at all, and the layer stays as it is. The last layer may"
        " start from zeros, and so may the end of a residual branch or of a gate, where zeros mean"
        " nothing added as yet."
    ),
    source="Goodfellow, Bengio and Courville (2016), sec. 8.4; Nikanjam et al. (2021), NeuraLint rule 4",
    bad=(
        Sample(
            network("x: f32[16] in 0..1", "y = x -> dense(32, init=zeros) -> relu -> dense(1)"),
            at="init=zeros",
        ),
        Sample(
            network(
                "x: f32[3, 8, 8] in 0..1",
                "x = x -> conv(8, 3, bias=false, init=zeros) -> batch_norm -> relu",
                "y = x -> global_avg_pool -> dense(2)",
            ),
            at="init=zeros",
        ),
        Sample(
            network(
                "x: f32[3, 8, 8] in 0..1",
                "y = x -> conv(8, 3, init=constant(0.1)) -> tanh -> global_avg_pool -> dense(2)",
            ),
            at="init=constant(0.1)",
        ),
    ),
    good=(
        Sample(network("x: f32[16] in 0..1", "y = x -> dense(32) -> relu -> dense(1, init=zeros)")),
        Sample(
            network(
                "x: f32[16] in 0..1",
                "y = x + (x -> dense(32) -> relu -> dense(16, init=zeros))",
            )
        ),
        Sample(
            network(
                "x: f32[16] in 0..1",
                "h = x -> dense(16) -> relu",
                "y = h * (x -> dense(16, init=zeros) -> sigmoid) -> dense(1)",
            )
        ),
    ),
)
CLOSED = ("relu", "relu6")
"""Activations whose slope at 0 is 0."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A layer of several units with constant weights, whose activation alone a further layer reads."""
    for node in case.layers:
        init = getattr(node.op, "init", None)
        if not isinstance(init, Zeros | Ones | Constant) or not is_map(node):
            continue
        units = _units(node)
        if units == 1 or getattr(node.op, "groups", 1) == units or not _is_hidden(case, node):
            continue
        activation = activation_of(case.reader, node, through_norms=True)
        shut = isinstance(init, Zeros) and activation is not None and activation.op.term() in CLOSED
        effect = "they compute the same number"
        if shut and activation is not None:
            effect = f"no gradient passes `{activation.op.term()}`, and the layer never learns"
        yield RULE.at(
            case.at(node, "init"),
            f"all {units} units of `{node.path}` start from the same weights: {effect}",
            help="leave `init` out, so that they start at random",
            fix=take(case, node, "init", SAFE),
        )


def _units(node: Node) -> object:
    """How many units or channels a layer has."""
    return getattr(node.op, "units", None) or getattr(node.op, "channels", None)


def _is_hidden(case: Case, node: Node) -> bool:
    """Whether an activation, and then a further layer, alone read it: it is no end of anything."""
    activation = activation_of(case.reader, node, through_norms=True)
    at = None if activation is None else case.reader(activation)
    while at is not None and not is_map(at):
        passes = at.op.relays or at.op.carries or at.op.feeds is not None
        if not passes or len(at.inputs) > 1:
            return False
        at = case.reader(at)
    return at is not None
