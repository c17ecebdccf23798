"""A batch larger than the data, or of a single row."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.data.profile import Profile
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import enter
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

RULE = Practice(
    code="SCH005",
    name="unfit-batch",
    reason="A batch holds several rows, so that gradients are no noise, and not all rows, so that there are updates.",
    why=(
        "With one row in a batch a gradient is that of the row: the noise of the parameters grows with"
        " rate / batch, and no hardware is used well. With all rows there is one update an epoch, without"
        " noise, which generalises worse for the same number of epochs. Batches of 2 to 32 rows are"
        " the usual optimum for small data. Images and sequences, one row of which has many places, are"
        " meant only where a batch norm should see several rows."
    ),
    source="Masters and Luschi (2018); Keskar et al. (2017); Smith and Le (2018), sec. 5",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(train={"batch": "512", "epochs": "400"}),
            at="= «512»",
            profile=Profile(rows=400, train=280),
        ),
        Sample(classifier(train={"batch": "1", "optimizer": "adam(3e-3)"}), at="batch     = «1»"),
        Sample(
            classifier(
                "y = x -> conv(8, 3, bias=false) -> batch_norm -> relu -> flatten -> dense(3) -> softmax",
                "x: f32[1, 8, 8]",
                data={"x": 'columns("x*") -> standardize -> reshape(1, 8, 8)'},
                train={"batch": "1"},
            ),
            at="batch     = «1»",
        ),
    ),
    good=(
        Sample(classifier(train={"batch": "16"}), profile=Profile(rows=400, train=280)),
        Sample(classifier(train={"batch": "1", "optimizer": "sgd(1e-3)"})),
        Sample(classifier(train={"batch": "1"})),
        Sample(
            classifier(train={"batch": None, "epochs": "600"}), profile=Profile(rows=28, train=20)
        ),
    ),
)
FEW = 32
"""Rows that are all there are, such as a truth table, and may well be taken one by one."""
SMALL = 100
"""Rows of a table that may well be taken all at once."""
LONG = 1000
"""Updates of a run that may well mean to see all rows at once."""
STEADY, ADAPTIVE = 0.01, 1e-3
"""Rates at which SGD and Adam average over single rows themselves; with these such runs are published."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A batch that the text gives and that is above the rows, or one."""
    assert case.settings is not None
    batch, span = case.settings.batch, case.entry("batch")
    if span is None:
        return
    rows = case.rows
    if rows is not None and batch > rows > SMALL and (case.steps or 0) < LONG:
        yield RULE.at(
            span,
            f"a batch of {batch:,} is more than the {rows:,} training rows: each epoch is one update",
            help="batches of 16 to 64 rows suit so few",
            fix=enter(case, "train", "batch", "32"),
        )
    several = batch == 1 and (rows is None or rows > FEW)
    norm = next((node for node in case.called("batch_norm") if node.inputs[0].type.rank > 1), None)
    if several and norm is not None:
        yield RULE.at(
            span,
            f"with a batch of 1, `{norm.path}` learns from each row by itself, and at inference uses"
            " statistics of all rows",
            help="take 8 rows or more, or a norm that looks at one row only, such as `group_norm`",
            labels=(case.label(norm, "the batch norm is here"),),
            fix=enter(case, "train", "batch", "32"),
        )
    elif several and case.settings.accumulate == 1 and _is_noisy(case):
        yield RULE.at(
            span,
            f"with a batch of 1 each update follows a single row, by a rate of"
            f" {case.settings.optimizer.rate:g}",
            help="take 8 rows or more, or a much smaller rate",
            fix=enter(case, "train", "batch", "32"),
        )


def _is_noisy(case: Case) -> bool:
    """Whether each row has one prediction, of vectors or a sequence, and steps are too long to average over rows."""
    assert case.settings is not None
    optimizer = case.settings.optimizer
    if optimizer.sought is not None:
        return False
    rate = optimizer.rate / (1 - getattr(optimizer, "momentum", 0.0))
    single = all(value.type.rank <= 1 for value in case.graph.outputs.values())
    mapped = any(node.inputs[0].type.rank > 2 for node in case.layers)
    return (
        bool(case.layers)
        and single
        and not mapped
        and rate > (STEADY if optimizer.term() == "sgd" else ADAPTIVE)
    )
