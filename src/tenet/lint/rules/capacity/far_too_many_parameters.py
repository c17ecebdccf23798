"""Thousands of parameters for each row."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.size import weights
from tenet.data.profile import Profile
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

WIDE = "y = x -> dense(1024) -> relu -> dense(1024) -> relu -> dense(3) -> softmax"
RULE = Practice(
    code="CAP001",
    name="far-too-many-parameters",
    reason="A plain dense network with thousands of parameters for each row is far larger than its task.",
    why=(
        "Networks larger than their data can generalise, for gradient descent prefers simple solutions; but"
        " with few hundred rows the choice among all that fit is mostly that of chance, and a network a"
        " hundredth as large trains faster and is judged the same. Convolutions, recurrences, attention"
        " and embeddings share their parameters, and are not counted so."
    ),
    source="Zhang et al. (2017); Belkin et al. (2019); Hastie, Tibshirani and Friedman (2009), sec. 11.5",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(WIDE, train={"epochs": "100"}),
            at="-> «dense(1024)» -> relu -> dense(3)",
            profile=Profile(rows=300, train=210),
        ),
    ),
    good=(
        Sample(classifier(WIDE), profile=Profile(rows=30_000, train=21_000)),
        Sample(
            classifier(train={"epochs": "100"}),
            profile=Profile(rows=300, train=210),
        ),
    ),
)
TIMES = 1000
"""Parameters for each row that no published dense network on a table has needed."""
FEW = 32
"""Rows that are all there are, such as a truth table."""
PLAIN = ("dense", "input", "constant")
"""The only operations with parameters, or without inputs, of the networks that are meant."""


def find(case: Case) -> Iterator[Diagnostic]:
    """The largest layer of a network of dense layers alone, where there are few rows."""
    rows = case.rows
    if rows is None or rows <= FEW or case.plan is None:
        return
    shared = any(node.parameters and node.op.term() not in PLAIN for node in case.layers)
    vectors = all(node.inputs[0].type.rank == 1 for node in case.layers if node.inputs)
    total = weights(case.graph.parameters.values())
    if shared or not vectors or total is None or total < TIMES * rows:
        return
    largest = max(case.layers, key=lambda node: weights(node.parameters) or 0)
    yield RULE.at(
        largest.span,
        f"the network has {total:,} weights, {total // rows:,} for each of {rows:,} training rows;"
        f" {weights(largest.parameters):,} of them are here",
        help="narrow layers of 16 to 128 units suit so few rows",
    )
