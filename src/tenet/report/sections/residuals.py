"""How far predicted numbers are off, in the target's own units."""

from __future__ import annotations

from typing import Any

import numpy as np

from tenet.html import Html, joined, table, tag
from tenet.report.case import Case
from tenet.report.figure import figure

TITLE = "Residuals"
PLACE = 50
MOST = 2000
"""Points of a scatter plot; of more, as many are drawn evenly."""
COLUMNS = 6
"""Of a target of many numbers, so many have a figure of their own; a larger one is shown whole."""


def section(case: Case) -> Html | None:
    """For each predicted number: prediction by target, how residuals are spread, and their quantiles."""
    found = []
    for pair in case.prepared.plan.comparisons:
        if pair.task != "numbers":
            continue
        truth, predicted, _ = case.compared(pair)
        flat, guessed = (values.reshape(len(values), -1) for values in (truth, predicted))
        if flat.shape[1] > COLUMNS:
            flat, guessed = flat.reshape(-1, 1), guessed.reshape(-1, 1)
        for column in range(flat.shape[1]):
            name = pair.field if flat.shape[1] == 1 else f"{pair.field}[{column}]"
            found.append(_of_number(f"{name}, {case.part}", flat[:, column], guessed[:, column]))
    return joined(found) if found else None


def _of_number(name: str, truth: np.ndarray, predicted: np.ndarray) -> Html:
    off = predicted.astype(np.float64) - truth
    shown = np.linspace(0, len(truth) - 1, min(MOST, len(truth))).astype(int)

    def scatter(axes: Any) -> None:
        axes.scatter(truth[shown], predicted[shown], s=8, alpha=0.6)
        ends = [float(truth.min()), float(truth.max())]
        axes.plot(ends, ends, linewidth=1)
        axes.set_xlabel("target")
        axes.set_ylabel("prediction")

    def spread(axes: Any) -> None:
        axes.hist(off, bins=min(40, max(len(off) // 5, 5)))
        axes.set_xlabel("prediction - target")

    at = (0, 5, 25, 50, 75, 95, 100)
    quantiles = [f"{value:.4g}" for value in np.percentile(off, at)]
    figures = tag(
        "div", figure(f"{name}: predictions", scatter), figure(f"{name}: residuals", spread),
        class_="figures",
    )  # fmt: skip
    return joined([figures, table([f"{q} %" for q in at], [quantiles], numbers=0)])
