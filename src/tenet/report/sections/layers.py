"""Every layer: the scale that was predicted, and those that are measured."""

from __future__ import annotations

from tenet.analysis.moments import Moment, moments
from tenet.backends.probe import Seen, open_units, rms
from tenet.html import Html, joined, table, tag
from tenet.report.case import ROWS, Case
from tenet.train.units import given

TITLE = "Layers"
PLACE = 60


def section(case: Case) -> Html | None:
    """A row for each layer: predicted before training, measured at the first weights and at the best."""
    found = moments(case.prepared.graph, given(case.prepared, case.prepared.graph))
    before, after = case.layers
    rows = [
        _row(first, last, found.of(first.node.output))
        for first, last in zip(before, after, strict=True)
    ]
    head = ["layer", "operation", "gives", "predicted", "at first", "trained", "dead", ""]
    told = (
        "Scales are root mean squares of what a layer gives while training. Predicted are those of the"
        " first weights, before any row was seen by the network, with the interval that holds 95 of 100"
        f" draws; measured ones are of {ROWS} training rows. Dead is the share of units that give zero for all"
        " of these."
    )
    return joined([tag("p", told), table(head, rows, numbers=3)])


def _row(first: Seen, last: Seen, predicted: Moment | None) -> list[str]:
    node, scale = first.node, rms(first.values)
    told = (
        ""
        if predicted is None
        else f"{predicted.rms:.2g} ({predicted.low:.2g} to {predicted.high:.2g})"
    )
    outside = predicted is not None and not predicted.low <= scale <= predicted.high
    return [
        node.path,
        node.op.term(),
        str(node.output.type.bare),
        told,
        f"{scale:.2g}",
        f"{rms(last.values):.2g}",
        _dead(last),
        "outside" if outside else "",
    ]


def _dead(seen: Seen) -> str:
    """The share of units that give nothing, where an activation could have silenced them."""
    if seen.node.op.feeds is None or not seen.values.ndim > 1:
        return ""
    closed = ~open_units(seen)
    return f"{closed.mean():.0%}" if closed.any() else ""
