"""Splits are partitions, the same for the same seed, and fair to every class."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenet.data.divide.by_group import by_group
from tenet.data.divide.folds import folds
from tenet.data.divide.random import random
from tenet.data.divide.time import time
from tenet.data.dividing import divide
from tenet.data.plan import DataPlan
from tenet.data.splits.by_column import ByColumn
from tenet.data.splits.by_group import ByGroup
from tenet.data.splits.folds import Folds
from tenet.data.splits.random import Random
from tenet.data.splits.time import Time
from tenet.data.table import Table
from tenet.data.transforms.categories import Categories
from tenet.data.transforms.column import Column, Columns
from tenet.diagnostics import TenetError

Planner = Callable[..., DataPlan]


def table(**columns: Sequence[str]) -> Table:
    return Table("rows.csv", pl.DataFrame(columns), ("",), ",", "0" * 64)


@st.composite
def splits(draw: st.DrawFn) -> Random:
    train = draw(st.integers(1, 100))
    validation = draw(st.integers(0, 100 - train))
    return Random(
        train=train / 100,
        validation=validation / 100,
        test=(100 - train - validation) / 100,
        seed=draw(st.integers(0, 2**64 - 1)),
    )


@given(split=splits(), labels=st.lists(st.integers(0, 4), min_size=0, max_size=200))
def test_partition(split: Random, labels: list[int]) -> None:
    for stratum in (None, np.array(labels, np.float64)):
        parts = random(split, len(labels), stratum)
        together = np.concatenate(list(parts.values()))

        assert sorted(together) == list(range(len(labels)))
        assert all((np.diff(part) > 0).all() for part in parts.values())
        assert all(part.dtype == np.int64 for part in parts.values())


@given(split=splits(), counts=st.lists(st.integers(1, 60), min_size=1, max_size=5))
def test_each_class_is_dealt_out_by_the_shares(split: Random, counts: list[int]) -> None:
    labels = np.repeat(np.arange(len(counts)), counts).astype(str).astype(object)
    parts = random(split, len(labels), labels)

    for part, rows in parts.items():
        for place, count in enumerate(counts):
            dealt = (labels[rows] == str(place)).sum()
            assert abs(dealt - count * getattr(split, part)) < 1


def test_same_seed_same_rows() -> None:
    first = random(Random(seed=7), 100, None)
    again, other = random(Random(seed=7), 100, None), random(Random(seed=8), 100, None)

    assert {part: list(rows) for part, rows in first.items()} == {
        part: list(rows) for part, rows in again.items()
    }
    assert list(first["train"]) != list(other["train"])
    assert list(random(Random(seed=7), 10, None)["validation"]) == [5, 9]


def test_text_and_numbers_stratify(plan_of: Planner) -> None:
    rows = table(t=["x", "y"] * 20, a=["1", "2.0", "2", "1.0"] * 10)
    for name in ("t", "a"):
        plan = plan_of({"c": (Column(name=name), Categories())}, split=Random(stratify="c", seed=3))
        parts = divide(plan, rows)

        assert [len(parts[part]) for part in ("train", "validation", "test")] == [28, 6, 6]


FIELDS = {"c": (Column(name="t"), Categories()), "two": (Columns(pattern=("t", "a")),)}

WRONG = {
    "no such field": (Random(stratify="d"), 40, "TAB016", "there is no field `d`"),
    "two columns": (Random(stratify="two"), 40, "TAB016", "is made of 2 columns"),
    "too few rows": (Random(), 3, "TAB015", "`test` gets none of the 3 rows"),
    "too many classes": (Random(stratify="c"), 40, "TAB015", "of every value of `c`"),
}


@pytest.mark.parametrize(("split", "rows", "code", "message"), WRONG.values(), ids=WRONG)
def test_wrong_split(plan_of: Planner, split: Random, rows: int, code: str, message: str) -> None:
    cells = [str(i) for i in range(rows)]
    with pytest.raises(TenetError) as caught:
        divide(plan_of(FIELDS, split=split), table(t=cells, a=cells))

    (found,) = caught.value.diagnostics
    assert found.rule.code == code
    assert message in found.message
    assert found.span is not None
    assert found.span.text == "split"


@given(
    split=splits(),
    moments=st.lists(st.integers(0, 30), min_size=40, max_size=80),
)
def test_time_divides_the_past_from_the_future(split: Random, moments: list[int]) -> None:
    shares = {part: getattr(split, part) for part in ("train", "validation", "test")}
    when = np.array(moments, np.float64)
    parts = time(Time(column="when", **shares), len(when), when)
    wanted = [part for part, rows in parts.items() if len(rows)]

    assert sorted(np.concatenate(list(parts.values()))) == list(range(len(when)))
    for earlier, later in pairwise(wanted):
        assert when[parts[earlier]].max() < when[parts[later]].min()
    largest = max(np.unique(when, return_counts=True)[1])
    assert abs(len(parts["train"]) - split.train * len(when)) <= largest


@given(
    split=splits(),
    groups=st.lists(st.integers(0, 12), min_size=1, max_size=80),
)
def test_groups_stay_together(split: Random, groups: list[int]) -> None:
    shares = {part: getattr(split, part) for part in ("train", "validation", "test")}
    whose = np.array(groups).astype(str)
    parts = by_group(ByGroup(column="who", seed=split.seed, **shares), len(whose), whose)
    owners = [set(whose[rows]) for rows in parts.values()]

    assert sorted(np.concatenate(list(parts.values()))) == list(range(len(whose)))
    assert sum(map(len, owners)) == len(set(groups))
    for part, rows in parts.items():
        assert shares[part] or not len(rows)


def test_groups_are_dealt_out_by_the_shares() -> None:
    whose = np.repeat(np.arange(200), 5).astype(str)
    parts = by_group(ByGroup(column="who"), len(whose), whose)

    assert {part: len(rows) for part, rows in parts.items()} == {
        "train": 700,
        "validation": 150,
        "test": 150,
    }


NAMED: dict[str, tuple[ByColumn, list[str], dict[str, list[int]]]] = {
    "by their names": (ByColumn(column="part"), ["test", " train ", "validation", "train"],
                       {"train": [1, 3], "validation": [2], "test": [0]}),
    "by other names": (ByColumn(column="part", train=("a", "b"), validation="c", test=None),
                       ["b", "c", "a"], {"train": [0, 2], "validation": [1], "test": []}),
    "by numbers": (ByColumn(column="part", train=(0, 1), validation=2.5, test=3),
                   ["3", "1.0", "0", "2.5"], {"train": [1, 2], "validation": [3], "test": [0]}),
}  # fmt: skip


@pytest.mark.parametrize(("split", "cells", "expected"), NAMED.values(), ids=NAMED)
def test_the_table_names_the_parts(
    plan_of: Planner, split: ByColumn, cells: list[str], expected: dict[str, list[int]]
) -> None:
    plan = plan_of({"x": (Column(name="part"), Categories())}, split=split)
    found = divide(plan, table(part=cells))

    assert {part: rows.tolist() for part, rows in found.items()} == expected


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["train", "", "validation", "test"], 'holds "" in row 2'),
        (["train", "dev", "validation", "test"], 'holds "dev" in row 2'),
        (["train", "validation"], "`test` gets none of the 2 rows"),
    ],
)
def test_a_row_that_is_in_no_part(plan_of: Planner, cells: list[str], words: str) -> None:
    plan = plan_of({"x": (Column(name="part"), Categories())}, split=ByColumn(column="part"))
    with pytest.raises(TenetError, match=words):
        divide(plan, table(part=cells))


@given(
    groups=st.lists(st.sampled_from("abcdefgh"), min_size=8, max_size=80),
    count=st.integers(2, 4),
    test=st.sampled_from([0.0, 0.2]),
    seed=st.integers(0, 9),
)
def test_folds_keep_groups_whole(groups: list[str], count: int, test: float, seed: int) -> None:
    split, whose = Folds(count=count, group="who", test=test, seed=seed), np.array(groups)
    trainings = [folds(split, len(groups), whose, fold) for fold in range(count)]

    judged = [rows for parts in trainings for rows in parts["validation"]]
    assert sorted([*judged, *trainings[0]["test"]]) == list(range(len(groups)))
    for parts in trainings:
        assert list(parts["test"]) == list(trainings[0]["test"])
        assert sorted(np.concatenate(list(parts.values()))) == list(range(len(groups)))
        seen = [set(whose[rows]) for rows in parts.values()]
        assert sum(map(len, seen)) == len(set(groups))
