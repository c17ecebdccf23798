"""The course of training: the loss, every metric, and the learning rate."""

from __future__ import annotations

from typing import Any

from tenet.html import Html, tag
from tenet.report.case import Case
from tenet.report.figure import figure

TITLE = "Course"
PLACE = 20


def section(case: Case) -> Html | None:
    """A figure for each thing that the history holds, over the epochs."""
    if not case.history:
        return None
    names = dict.fromkeys(
        name
        for entry in case.history
        for part in ("train", "validation")
        for name in entry.get(part, {})
    )
    figures = [figure(name, _course(case, name)) for name in names]
    figures.append(figure("learning rate", _rate(case)))
    return tag("div", *figures, class_="figures")


def epochs(case: Case, entries: list[dict[str, Any]]) -> list[float]:
    """When each entry was, in epochs."""
    last = case.history[-1]
    each = max(last["step"] / max(last["epoch"], 1), 1)
    return [entry["step"] / each for entry in entries]


def _course(case: Case, name: str) -> Any:
    def draw(axes: Any) -> None:
        for part in ("train", "validation"):
            entries = [entry for entry in case.history if name in entry.get(part, {})]
            if entries:
                values = [entry[part][name] for entry in entries]
                marker = "o" if len(values) == 1 else ""
                axes.plot(epochs(case, entries), values, marker=marker, label=part)
        axes.set_xlabel("epoch")
        axes.legend()

    return draw


def _rate(case: Case) -> Any:
    """The learning rate, or those of several networks."""
    rates = [entry["learning_rate"] for entry in case.history]

    def draw(axes: Any) -> None:
        marker, when = "o" if len(rates) == 1 else "", epochs(case, case.history)
        if not isinstance(rates[0], dict):
            axes.plot(when, rates, marker=marker)
        else:
            for network in rates[0]:
                axes.plot(when, [each[network] for each in rates], marker=marker, label=network)
            axes.legend()
        axes.set_xlabel("epoch")

    return draw
