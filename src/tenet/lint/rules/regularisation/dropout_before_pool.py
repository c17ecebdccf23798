"""Dropout that pooling undoes."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import drop, follow, together
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="REG010",
    name="dropout-before-pool",
    reason="Pooling looks at neighbours, which make up for what dropout takes out among them.",
    why=(
        "Neighbouring places of a map hold much the same. The largest of four, one or two of them dropped, is"
        " most often as large as before, and a mean hardly changes: the rate in effect is far smaller"
        " than the one that is written. Behind the pooling, or for whole channels, it is what it says."
    ),
    source="Tompson et al. (2015), sec. 3.2; Wu and Gu (2015)",
    severity=Severity.INFO,
    bad=(
        Sample(
            network(
                "x: f32[3, 8, 8] in 0..1",
                "y = x -> conv(8, 3) -> relu -> dropout(25%) -> max_pool(2)",
            ),
            at="dropout(25%)",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[3, 8, 8] in 0..1",
                "y = x -> conv(8, 3) -> relu -> max_pool(2) -> dropout(25%)",
            )
        ),
        Sample(
            network(
                "x: f32[3, 8, 8] in 0..1",
                "y = x -> conv(8, 3) -> relu -> spatial_dropout(25%) -> max_pool(2)",
            )
        ),
    ),
)
POOLS = ("max_pool", "avg_pool", "global_avg_pool", "global_max_pool")


def find(case: Case) -> Iterator[Diagnostic]:
    """A dropout of single numbers that only a pooling reads."""
    for node in case.called("dropout"):
        pool = case.reader(node)
        if pool is not None and pool.op.term() in POOLS:
            yield RULE.at(
                node.span,
                f"`{pool.path}` makes up for what this `dropout` takes out among neighbours",
                help="put it behind the pooling, or write `spatial_dropout`",
                labels=(case.label(pool, "the pooling is here"),),
                fix=together(drop(case, node), follow(case, pool, node.span.text)),
            )
