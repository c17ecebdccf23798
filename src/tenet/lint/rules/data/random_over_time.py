"""Rows in time, dealt out at random."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tenet.data.splits.random import Random
from tenet.diagnostics import Diagnostic, Label
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import regressor

SORTED = {"rows": 'sort("week")'}
RULE = Practice(
    code="DAT010",
    name="random-over-time",
    reason="A random split of rows in time asks for what lies between known values.",
    why=(
        "Neighbours in time are alike. Dealt out at random, most rows of validation and test have one on each"
        " side in training, so that the network fills gaps, and what lies after the last known row,"
        " which is what it is for, is never asked. The error that is measured is too small, often by several times."
    ),
    source="Bergmeir and Benítez (2012), sec. 2 and 5; Kapoor and Narayanan (2023), table 1",
    bad=(
        Sample(regressor(data=SORTED), at="random(train=70%, validation=15%, test=15%, seed=1)"),
        Sample(
            regressor(data={"rows": 'resample("week", days=7)'}),
            at="random(train=70%, validation=15%, test=15%, seed=1)",
        ),
    ),
    good=(
        Sample(regressor(data=SORTED | {"split": 'time("week")'})),
        Sample(regressor(data={"rows": 'sort("price")'})),
        Sample(regressor(data={"rows": 'resample("price", every=10)'})),
    ),
)
ORDERING = ("sort", "resample")
"""What puts rows into an order."""
TIMES = re.compile(
    r"(^|[_. -])(date|datetime|time|timestamp|year|quarter|month|week|day|hour|minute|second|period)"
    r"($|[_. -](id|index|no|nr|number|of_year)$)",
    re.IGNORECASE,
)
"""What columns are called that tell when."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A random split of rows that the spec itself puts in the order of time."""
    if case.data is None or not isinstance(case.data.split, Random):
        return
    columns = [name for rows in case.data.rows if rows.term() in ORDERING for name in rows.names]
    column = next((name for name in columns if TIMES.search(name)), None)
    if column is None:
        return
    split, ordered = case.data.split, case.data.rows_span
    shares = ", ".join(
        f"{part}={getattr(split, part) * 100:g}%" for part in ("train", "validation", "test")
    )
    instead = f'time("{column}", {shares})'
    yield RULE.at(
        case.data.split_span,
        f'rows are in the order of "{column}" and then dealt out at random: each row to predict has neighbours'
        " in time among the training rows",
        help=f"write `{instead}`: the past for training, the future for the test",
        labels=() if ordered is None else (Label(ordered, "the order is said here"),),
        fix=write(case.data.split_span, instead, SAFE),
    )
