"""Many more parameters than rows, and nothing that holds them back."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.size import learned
from tenet.data.profile import Profile
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import enter
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

LARGE = "y = x -> dense(256) -> relu -> dense(3) -> softmax"
ROWS = Profile(rows=300, train=210)
RULE = Practice(
    code="REG006",
    name="no-regulariser",
    reason="A network with far more parameters than rows can learn every row by heart.",
    why=(
        "Networks of that size fit even random labels. Often gradient descent finds a solution that"
        " generalises nevertheless, but with few hundred rows a penalty, dropout or the best epoch by"
        " validation is what decides. Convolutions and batch norms are taken for the prior that they are."
    ),
    source="Zhang et al. (2017), sec. 2 and 3; Prechelt (1998)",
    severity=Severity.INFO,
    bad=(
        Sample(
            classifier(LARGE, train={"stop": None, "epochs": "100"}), at="«train» {", profile=ROWS
        ),
    ),
    good=(
        Sample(classifier(LARGE, train={"epochs": "100"}), profile=ROWS),
        Sample(
            classifier(LARGE, train={"stop": None, "epochs": "100", "optimizer": "adamw(1e-3)"}),
            profile=ROWS,
        ),
        Sample(
            classifier(LARGE, train={"stop": None, "epochs": "100"}),
            profile=Profile(rows=30_000, train=21_000),
        ),
    ),
)
TIMES = 20
"""Parameters for each row from which a network is far larger than its data."""
FEW, MANY = 32, 10_000
"""Rows that are all there are, such as a truth table; rows that are many."""
NOISE = ("dropout", "spatial_dropout", "alpha_dropout", "noise", "drop_path", "rrelu", "normal")
PRIORS = ("conv", "depthwise_conv", "conv_transpose", "batch_norm", "attention", "l1", "l2")


def find(case: Case) -> Iterator[Diagnostic]:
    """A network of dense layers, without any penalty, noise or early stop."""
    train, rows = case.settings, case.rows
    if train is None or rows is None or not FEW < rows < MANY or case.objective is None:
        return
    held = train.stop is not None or train.optimizer.weight_decay > 0
    held = held or any(group.weight_decay for group in train.grouped)
    terms = {node.op.term() for node in case.objective.nodes}
    parameters = learned(case.graph)
    if held or parameters is None or parameters < TIMES * rows or terms & {*NOISE, *PRIORS}:
        return
    yield RULE.at(
        case.training,
        f"the network has {parameters:,} parameters for {rows:,} training rows, and nothing keeps it"
        " from learning them by heart",
        help="stop early, write `adamw` for its weight decay, or put a `dropout` before the last layer",
        fix=enter(case, "train", "stop", "early(patience=10)"),
    )
