"""Which class is taken for which."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import confusion_matrix

from tenet.html import Html, joined, tag
from tenet.report.case import Case

TITLE = "Confusion"
PLACE = 30
MOST = 40
"""More classes than this are no table that anybody reads."""


def section(case: Case) -> Html | None:
    """A table for each output of classes: rows are true, columns predicted."""
    found = []
    for pair in case.prepared.plan.comparisons:
        if pair.task == "numbers":
            continue
        truth, answers, count = case.compared(pair)
        if count > MOST:
            found.append(tag("p", f"`{pair.output}` has {count} classes, too many for a table."))
            continue
        matrix = confusion_matrix(truth, answers, labels=range(count))
        names = case.classes(pair, count)
        caption = (
            f"`{pair.output}` against `{pair.field}`, {case.part}: rows are true, columns predicted"
        )
        found.append(_table(caption, names, matrix))
    return joined(found) if found else None


def _table(caption: str, names: list[str], matrix: np.ndarray) -> Html:
    head = tag("tr", tag("td", ""), *(tag("th", name, scope="col") for name in names))
    shares = matrix / np.maximum(matrix.sum(1, keepdims=True), 1)
    rows = [
        tag("tr", tag("th", name, scope="row"), *map(_cell, counts, of))
        for name, counts, of in zip(names, matrix, shares, strict=True)
    ]
    table = tag("table", tag("caption", caption), head, *rows, class_="confusion")
    return tag("div", table, class_="scroll")


def _cell(count: int, share: float) -> Html:
    return tag("td", str(count), style=f"--share: {share:.0%}", class_="number")
