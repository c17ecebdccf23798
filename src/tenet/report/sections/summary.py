"""What was trained, and how well it does."""

from __future__ import annotations

from tenet.html import Html, joined, table, tag
from tenet.report.case import Case

TITLE = "Result"
PLACE = 10


def section(case: Case) -> Html | None:
    """The metrics of every part, of the best weights."""
    record, graph = case.run.record, case.prepared.graph
    size = sum(_size(p.shape) for p in graph.parameters.values() if p.trainable)
    parts = [f"{len(rows):,} for {part}" for part, rows in case.prepared.dataset.parts.items()]
    told = tag(
        "p",
        f"{record.spec}: `{graph.name}`, {size:,} parameters, trained with {record.backend} on"
        f" {record.device}, seed {record.seed}; rows: {', '.join(parts)}.",
    )
    names = dict.fromkeys(
        name for part in case.metrics.values() for name, v in part.items() if _is_number(v)
    )
    rows = [[name, *(_shown(part.get(name)) for part in case.metrics.values())] for name in names]
    if not rows:
        return joined([told, tag("p", "Training has not ended: there are no metrics yet.")])
    return joined([told, table(["", *case.metrics], rows)])


def _size(shape: tuple[object, ...]) -> int:
    size = 1
    for dim in shape:
        size *= int(str(dim))
    return size


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _shown(value: object) -> str:
    return f"{value:.5g}" if isinstance(value, int | float) else ""
