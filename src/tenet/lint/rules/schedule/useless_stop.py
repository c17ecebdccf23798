"""Early stopping that cannot stop, or looks at the wrong rows."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.data.profile import Profile
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, setting
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

RULE = Practice(
    code="SCH006",
    name="useless-stop",
    reason="Early stopping waits some epochs for rows that are not trained on to be predicted better.",
    why=(
        "Validation loss is not smooth: it rises and falls again, the more so the fewer rows it is"
        " measured on, so that a patience of one or two ends a run by chance. A patience as long as the run"
        " never ends it. And the training loss goes on falling while the network learns its rows by"
        " heart, which is what stopping is to prevent."
    ),
    source="Prechelt (1998), sec. 2 and 3",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(train={"stop": "early(monitor=validation.loss, patience=30)"}),
            at="patience=30",
        ),
        Sample(classifier(train={"stop": "early(monitor=train.loss)"}), at="monitor=train.loss"),
        Sample(
            classifier(train={"stop": "early(patience=1)"}),
            at="patience=1",
            profile=Profile(rows=400, train=280),
        ),
    ),
    good=(
        Sample(classifier(train={"stop": "early(patience=10)"})),
        Sample(
            classifier(train={"stop": "early(patience=2)"}),
            profile=Profile(rows=400_000, train=280_000),
        ),
    ),
)
SHORT, LONG, ROWS = 2, 20, 2000
"""A patience that is short for runs of so many epochs and tables of fewer rows."""


def find(case: Case) -> Iterator[Diagnostic]:
    """The patience and the monitor of an early stop."""
    assert case.settings is not None
    stop, epochs = case.settings.stop, case.settings.epochs
    patience = getattr(stop, "patience", None)
    if stop is None or patience is None:
        return
    if epochs is not None and patience >= epochs:
        yield RULE.at(
            case.entry("stop", "patience"),
            f"a patience of {patience} epochs cannot end a run of {epochs}",
            help="wait for a tenth to a third of the epochs, or leave `stop` out",
            fix=setting(case, "stop", "patience", str(max(1, epochs // 5))),
        )
    elif patience <= SHORT and (epochs or 0) >= LONG and (case.rows or ROWS) < ROWS:
        yield RULE.at(
            case.entry("stop", "patience"),
            f"a patience of {patience} ends the run at the first rise of a loss that, with"
            f" {case.rows:,} training rows, rises by chance",
            help="wait for five to ten epochs",
            fix=setting(case, "stop", "patience", "5"),
        )
    monitor = getattr(stop, "monitor", "")
    if monitor.startswith("train.") and _is_validated(case):
        yield RULE.at(
            case.entry("stop", "monitor"),
            f"`{monitor}` falls also when the network learns its rows by heart, so that stopping by it"
            " prevents nothing",
            help="watch `validation.loss`",
            fix=setting(case, "stop", "monitor", "validation.loss", SAFE),
        )


def _is_validated(case: Case) -> bool:
    return case.data is not None and "validation" not in case.data.split.without_rows
