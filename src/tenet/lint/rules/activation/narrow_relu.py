"""A relu of so few units that all of them may start closed."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.collapse import is_map
from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="ACT008",
    name="narrow-relu",
    reason="A relu of a few units, through which all must pass, is likely to start with every unit closed.",
    why=(
        "A unit is closed for all rows where its n weights are all negative and its inputs are not, as"
        " behind a relu: once in 2 ** n starts. All m units of a layer are closed with the chance of one to"
        " the power of m, and such a network gives the same for every row and never learns. A leaky relu"
        " passes a little gradient even then."
    ),
    source="Lu et al. (2020), sec. 3, theorem 3.2",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network(
                "x: f32[1] in 0..1", "y = x -> dense(3) -> relu -> dense(16) -> relu -> dense(1)"
            ),
            at="dense(3) -> «relu»",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[1] in 0..1", "y = x -> dense(16) -> relu -> dense(16) -> relu -> dense(1)"
            )
        ),
        Sample(
            network(
                "x: f32[1] in -1..1", "y = x -> dense(3) -> relu -> dense(16) -> relu -> dense(1)"
            )
        ),
        Sample(
            network(
                "x: f32[32, 8, 8] in 0.5..1",
                "gate = x -> adaptive_avg_pool(1) -> conv(2, 1) -> relu -> conv(32, 1) -> sigmoid",
                "y = x * gate -> conv(8, 3) -> relu -> global_avg_pool -> dense(3)",
            )
        ),
    ),
)
FEW = 4
"""Units above which a layer is not narrow."""
LIKELY = 0.1
"""The chance that all units are closed from which it is worth a word."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A hidden relu behind a narrow layer on the only way to an output, which may start closed."""
    for node in case.called("relu"):
        layer = case.source(node.inputs[0])
        units = layer.parameters[0].shape[0] if is_map(layer) else None
        if not isinstance(units, int) or units > FEW or not _is_only_way(case, node):
            continue
        chance = max(case.moments.dead(node) or 0.0, _all_negative(layer)) ** units
        if chance < LIKELY:
            continue
        yield RULE.at(
            node.span,
            f"all {units} units of `{node.path}` are closed for every row in {chance:.0%} of all starts,"
            " and then nothing is learned",
            help="use `leaky_relu`, or give the layer more units",
            labels=(case.label(layer, "the layer is here"),),
            fix=write(node.span, "leaky_relu"),
        )


def _all_negative(layer: Node) -> float:
    """The chance that a unit has negative weights alone, where no input is negative."""
    fan_in = layer.parameters[0].fans[0] if layer.parameters[0].fans is not None else None
    centred = layer.parameters[0].init == "auto"
    if not centred or not isinstance(fan_in, int) or layer.inputs[0].type.range.low < 0:
        return 0.0
    return 0.5**fan_in


def _is_only_way(case: Case, node: Node) -> bool:
    """Whether what follows leads to an output without meeting anything else."""
    at = None if case.is_output(node) else case.reader(node)
    while at is not None and len(at.inputs) == 1:
        if case.is_output(at):
            return True
        at = case.reader(at)
    return False
