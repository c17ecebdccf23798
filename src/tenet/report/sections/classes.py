"""How well each class is found."""

from __future__ import annotations

from sklearn.metrics import precision_recall_fscore_support

from tenet.html import Html, joined, table, tag
from tenet.report.case import Case

TITLE = "Classes"
PLACE = 40


def section(case: Case) -> Html | None:
    """Precision, recall and F1 of each class, for each output of classes."""
    found = []
    for pair in case.prepared.plan.comparisons:
        if pair.task == "numbers":
            continue
        truth, answers, count = case.compared(pair)
        figures = precision_recall_fscore_support(
            truth, answers, labels=range(count), zero_division=0
        )
        rows = [
            [name, f"{precision:.3f}", f"{recall:.3f}", f"{f1:.3f}", str(rows)]
            for name, precision, recall, f1, rows in zip(
                case.classes(pair, count), *figures, strict=True
            )
        ]
        found.append(tag("p", f"`{pair.output}` against `{pair.field}`, {case.part}"))
        found.append(table(["class", "precision", "recall", "F1", "rows"], rows))
    return joined(found) if found else None
