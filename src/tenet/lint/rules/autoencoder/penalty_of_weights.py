"""A wide autoencoder that is to be sparse, with its penalty on the weights."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.codes import Autoencoder, autoencoders, copied, size
from tenet.diagnostics import Diagnostic, Fix, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import autoencoder
from tenet.ops.source import Tied
from tenet.syntax.tree import Call

WIDE = "code = x -> dense(64) -> relu\ny = code -> dense(20)"
RULE = Practice(
    code="AEN003",
    name="penalty-of-weights-for-sparsity",
    reason="A sparse code comes from a penalty of the code, not of the weights that make it.",
    why=(
        "The l1 norm of the weights makes weights zero; the units behind them stay as active as the input"
        " is, and a code as wide as the input can still copy it. The l1 norm of the code, or the"
        " divergence of each unit's mean activity from a small one, keeps most units near zero for each"
        " row."
    ),
    source="Ng (2011), Sparse autoencoder; Goodfellow, Bengio and Courville (2016), sec. 14.2.1",
    severity=Severity.WARNING,
    bad=(
        Sample(
            autoencoder(WIDE, train={"loss": "mse(y, x) + 1e-4 * l1(weights)"}).replace(
                "-> y {", "-> y, code {"
            ),
            at="l1(weights)",
        ),
        Sample(
            autoencoder(WIDE, train={"loss": "mse(y, x) + 1e-4 * l1(weights)"}),
            at="l1(weights)",
        ),
    ),
    good=(
        Sample(
            autoencoder(WIDE, train={"loss": "mse(y, x) + 1e-3 * l1(code)"}).replace(
                "-> y {", "-> y, code {"
            ),
        ),
        Sample(
            autoencoder(
                "y = x -> dense(8) -> relu -> dense(20)",
                train={"loss": "mse(y, x) + 1e-4 * l1(weights)"},
            )
        ),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """An l1 norm of parameters in the loss of an autoencoder whose wide code nothing restrains."""
    if case.objective is None:
        return
    producers = case.objective.producers
    penalties = [
        node
        for node in case.objective.nodes
        if node.op.term() == "l1"
        and all(isinstance(producers[value.number].op, Tied) for value in node.inputs)
    ]
    for found in autoencoders(case.objective) if penalties else ():
        code = copied(case.objective, case.graph, found)
        if code is None:
            continue
        yield RULE.at(
            penalties[0].span,
            f"`l1` holds the weights down, not the code: its {size(code)} numbers for {size(found.field)} of"
            f" `{found.field.hint}` are free to copy them",
            help="penalise the code: make it an output of the network, and add `1e-3 * l1(code)`",
            fix=_of_code(case, penalties[0], found),
        )


def _of_code(case: Case, penalty: Node, found: Autoencoder) -> Fix | None:
    """The penalty of the code, where the network gives it out."""
    stage = case.places.stage(penalty.span)
    codes = {code.number for code in found.codes}
    names = [name for name, value in case.graph.outputs.items() if value.number in codes]
    if not names or stage is None or not isinstance(stage.written, Call):
        return None
    if len(stage.written.arguments) != 1:
        return None
    return write(stage.written.arguments[0].value.span, names[0])
