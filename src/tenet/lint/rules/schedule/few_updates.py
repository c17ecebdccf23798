"""So few updates that the weights stay about where they started."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.data.profile import Profile
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

FLAT = {"schedule": None}
RULE = Practice(
    code="SCH004",
    name="few-updates",
    reason="A network that is updated a few dozen times has not learned yet.",
    why=(
        "An epoch makes one update for each batch, so that few rows or large batches make few updates. In u"
        " updates Adam moves a weight by the rate times u at most, SGD by rate / (1 - momentum) times u"
        " for a gradient of one. Below 100 updates, and a way shorter than weights are"
        " large, the network is about what was drawn at random."
    ),
    source="Masters and Luschi (2018), sec. 2; Hoffer et al. (2017), sec. 5",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(train={"epochs": "10"}), at="= «10»", profile=Profile(rows=400, train=280)
        ),
        Sample(classifier(train={"epochs": None, "steps": "50"}), at="= «50»"),
    ),
    good=(
        Sample(classifier(train={"epochs": "10"})),
        Sample(classifier(train={"epochs": "100"}), profile=Profile(rows=400, train=280)),
        Sample(
            classifier(train={"epochs": "10", "optimizer": "adam(2e-2)", "batch": "8"}),
            profile=Profile(rows=400, train=280),
        ),
    ),
)
FEW = 100
"""Updates from which on nothing is said."""
WAY, SLOPE = 0.5, 20.0
"""The way of Adam that may change any network, and the same of SGD, whose gradients are well below one."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A short run whose steps together are short too; a single layer needs few."""
    assert case.settings is not None
    train, steps = case.settings, case.steps
    if steps is None or steps >= FEW or len(case.layers) < 2:
        return
    optimizer = train.optimizer
    if optimizer.sought is not None:
        return
    adaptive = optimizer.term() != "sgd"
    way = optimizer.rate * steps / (1 - getattr(optimizer, "momentum", 0.0))
    span = case.entry("epochs") or case.entry("steps")
    if way >= (WAY if adaptive else SLOPE) or span is None:
        return
    if train.epochs is None:
        message = (
            f"training makes {steps} updates in all: the weights stay about where they started"
        )
    else:
        each = steps // train.epochs
        message = (
            f"{train.epochs} epochs of {each} {'update' if each == 1 else 'updates'} make {steps} in all:"
            f" {case.rows:,} rows, {train.batch * train.accumulate} at a time"
        )
    yield RULE.at(span, message, help="train longer, or with smaller batches")
