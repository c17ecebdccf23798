"""Rows are left out, deduplicated and put into order before anything is made of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenet.data.clean.drop_duplicates import drop_duplicates
from tenet.data.clean.drop_missing import drop_missing
from tenet.data.clean.sort import sort
from tenet.data.cleaning.drop_duplicates import DropDuplicates
from tenet.data.cleaning.drop_missing import DropMissing
from tenet.data.cleaning.sort import Sort
from tenet.data.table import Table

CELLS = st.sampled_from(["", "NA", "1", "2", "10", "-3.5", "b", "a"])
ROWS = st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=30)


def table(**columns: Sequence[str]) -> Table:
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return Table("rows.csv", frame, ("", "NA"), ",", "0" * 64)


def of(rows: list[tuple[str, str]]) -> Table:
    return table(a=[a for a, _ in rows], b=[b for _, b in rows])


def numbers(made: Table) -> list[int]:
    return [made.number(row) for row in range(made.rows)]


@given(rows=ROWS)
def test_rows_with_gaps_are_left_out(rows: list[tuple[str, str]]) -> None:
    held = [n for n, (a, b) in enumerate(rows, 1) if a not in {"", "NA"} and b not in {"", "NA"}]
    first = [n for n, (a, _) in enumerate(rows, 1) if a not in {"", "NA"}]

    assert numbers(drop_missing(DropMissing(), of(rows))) == held
    assert numbers(drop_missing(DropMissing(columns=("a",)), of(rows))) == first


@given(rows=ROWS)
def test_the_first_of_equal_rows_is_kept(rows: list[tuple[str, str]]) -> None:
    firsts = [n for n, row in enumerate(rows, 1) if row not in rows[: n - 1]]
    of_a = [n for n, (a, _) in enumerate(rows, 1) if a not in [x for x, _ in rows[: n - 1]]]

    assert numbers(drop_duplicates(DropDuplicates(), of(rows))) == firsts
    assert numbers(drop_duplicates(DropDuplicates(columns=("a",)), of(rows))) == of_a


@pytest.mark.parametrize(
    ("cells", "descending", "order"),
    [
        (["10", "9", "", "2"], False, [4, 2, 1, 3]),
        (["10", "9", "", "2"], True, [1, 2, 4, 3]),
        (["b", "a", "10", "a"], False, [3, 2, 4, 1]),
        (["2026-02-01", "2025-12-31", "2026-01-15"], False, [2, 3, 1]),
    ],
)
def test_rows_are_put_into_order(cells: list[str], descending: bool, order: list[int]) -> None:
    made = sort(Sort(columns=("a",), descending=descending), table(a=cells))

    assert numbers(made) == order


def test_rows_remember_where_they_stood() -> None:
    made = sort(Sort(columns=("a",)), table(a=["3", "", "1", "3", "2"]))
    made = drop_missing(DropMissing(), drop_duplicates(DropDuplicates(), made))

    assert numbers(made) == [3, 5, 1]
    assert made.numbers("a").reshape(-1).tolist() == [1, 2, 3]
    np.testing.assert_array_equal(made.missing_cells("a"), [False] * 3)
