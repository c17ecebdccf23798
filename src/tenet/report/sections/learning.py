"""How layers learned: their scale, gradient, update and closed units over the course of training."""

from __future__ import annotations

from typing import Any

from tenet.html import Html, joined, tag
from tenet.report.case import Case
from tenet.report.figure import figure
from tenet.report.sections.curves import epochs

TITLE = "Learning"
PLACE = 25
SHOWN = 6
"""So many layers have a name in a figure: the first, the last, and some between."""
MEASURES = {
    "scale": "scale of layers",
    "gradient": "gradient of weights",
    "update": "update, as a share of the weights",
    "closed": "closed units",
}


def section(case: Case) -> Html | None:
    """A figure for each measure, with a line for each layer, if training was asked to look into them."""
    sampled = [entry for entry in case.history if "layers" in entry]
    if not sampled:
        return None
    figures = []
    for measure, title in MEASURES.items():
        paths = [p for p, found in sampled[-1]["layers"].items() if measure in found]
        if paths:
            figures.append(figure(title, _course(case, sampled, measure, paths)))
    told = "Measured in the last step before each validation; the trained weights are the same without."
    return joined([tag("p", told), tag("div", *figures, class_="figures")])


def _course(case: Case, sampled: list[dict[str, Any]], measure: str, paths: list[str]) -> Any:
    def draw(axes: Any) -> None:
        for path in paths:
            values = [entry["layers"][path][measure] for entry in sampled]
            label = path if path in _named(paths) else None
            marker = "o" if len(values) == 1 else ""
            axes.plot(epochs(case, sampled), values, marker=marker, label=label)
        if measure != "closed":
            axes.set_yscale("log")
        axes.set_xlabel("epoch")
        axes.legend(fontsize=7)

    return draw


def _named(paths: list[str]) -> list[str]:
    """Those that have a name in a figure, evenly chosen."""
    if len(paths) <= SHOWN:
        return paths
    return [paths[round(n * (len(paths) - 1) / (SHOWN - 1))] for n in range(SHOWN)]
