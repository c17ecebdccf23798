"""One rate for parameters that are rarely seen and those that always are."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import enter
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

WORDS = {"x": 'columns("word_*") -> categories(0..9999)'}
BODY = "y = x -> embedding(16) -> flatten -> dense(3) -> softmax"
RULE = Practice(
    code="OPT003",
    name="sgd-on-rare-categories",
    reason="SGD moves the rows of a large table of embeddings as rarely as their categories occur.",
    why=(
        "A row of an embedding has a gradient only when its category is in the batch. SGD gives a rare"
        " row as many small steps as it has occurrences; AdaGrad, RMSProp and Adam divide by what the row"
        " has seen so far, so that rare rows take larger ones."
    ),
    source="Duchi et al. (2011), sec. 1; Kingma and Ba (2015), sec. 6.1",
    severity=Severity.INFO,
    bad=(
        Sample(
            classifier(
                BODY,
                "x: i64[20]",
                data=WORDS,
                train={"optimizer": "sgd(0.1, momentum=0.9)"},
            ),
            at="sgd(0.1, momentum=0.9)",
        ),
    ),
    good=(
        Sample(classifier(BODY, "x: i64[20]", data=WORDS)),
        Sample(
            classifier(
                BODY,
                "x: i64[20]",
                data={"x": 'columns("word_*") -> categories(0..9)'},
                train={"optimizer": "sgd(0.1, momentum=0.9)"},
            )
        ),
    ),
)
LARGE = 1000
"""Rows of a table of which most occur rarely."""


def find(case: Case) -> Iterator[Diagnostic]:
    """SGD where a large table is learned."""
    assert case.settings is not None
    span = case.entry("optimizer")
    if case.settings.optimizer.term() != "sgd" or span is None:
        return
    for node in case.called("embedding"):
        rows = node.parameters[0].shape[0] if node.parameters else None
        if isinstance(rows, int) and rows >= LARGE:
            yield RULE.at(
                span,
                f"`sgd` moves a row of `{node.path}`, {rows:,} in all, only when its category is in"
                " the batch",
                help="an optimizer that adapts to each parameter suits rare ones, such as `adam(1e-3)`",
                labels=(case.label(node, "the table is here"),),
                fix=enter(case, "train", "optimizer", "adam(1e-3)"),
            )
            return
