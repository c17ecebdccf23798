"""Sequences: rows of unequal length, what texts are divided into, and what is learnt from their places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenet.data.apply.sequence import end, surround, truncate
from tenet.data.apply.text import characters, lower, split_words
from tenet.data.applying import apply
from tenet.data.arrays import Ragged, joined, places, unpadded
from tenet.data.clean.group import group
from tenet.data.cleaning.group import Group
from tenet.data.field import Content
from tenet.data.fitting import fit
from tenet.data.load import load
from tenet.data.pipeline import Pipeline
from tenet.data.plan import DataPlan
from tenet.data.splits.random import Random
from tenet.data.steps.sequence import End, Surround, Truncate
from tenet.data.steps.text import Characters, Lower, SplitWords
from tenet.data.table import Table
from tenet.data.transforms.categories import Categories
from tenet.data.transforms.column import Column, Columns
from tenet.data.transforms.sequence import First, Sequence
from tenet.data.transforms.standardize import Standardize
from tenet.data.transforms.text import SplitWords as SplitWordsStage
from tenet.data.transforms.vocabulary import Vocabulary
from tenet.diagnostics import TenetError
from tenet.frozen import replace

Planner = Callable[..., DataPlan]
ROWS = st.lists(st.lists(st.integers(-9, 9), max_size=6), max_size=8)
FULL_ROWS = st.lists(st.lists(st.integers(-9, 9), min_size=1, max_size=6), max_size=8)
TEXTS = st.lists(
    st.text("abAB éß'\u2019.,!-_ \t\n1日", max_size=12) | st.text(max_size=8), max_size=6
)


def ragged(rows: list[list[Any]], dtype: Any = np.int64) -> Ragged:
    """The lists as sequences."""
    flat = np.array([x for row in rows for x in row], dtype=dtype).reshape(-1)
    return Ragged(flat, np.array([len(row) for row in rows], np.int64))


def lists(x: Ragged) -> list[list[Any]]:
    """The sequences as lists."""
    return [row.tolist() for row in np.split(x.places, np.cumsum(x.lengths)[:-1])] if len(x) else []


@given(rows=ROWS, data=st.data())
def test_rows_are_chosen_as_from_lists(rows: list[list[int]], data: st.DataObject) -> None:
    index = st.integers(0, max(len(rows) - 1, 0))
    chosen = data.draw(st.lists(index, max_size=10)) if rows else []
    first, last = data.draw(index), data.draw(index)
    made = ragged(rows)

    assert lists(made) == rows
    assert lists(made[np.array(chosen, np.int64)]) == [rows[i] for i in chosen]
    assert lists(made[first:last]) == rows[first:last]
    assert made.rows.tolist() == [i for i, row in enumerate(rows) for _ in row]


@given(rows=ROWS, more=st.integers(0, 3))
def test_padding_is_taken_away_again(rows: list[list[int]], more: int) -> None:
    longest = max(map(len, rows), default=0)
    padded = ragged(rows).padded(longest + more)

    assert padded.tolist() == [row + [0] * (longest + more - len(row)) for row in rows]
    assert lists(unpadded(padded, ragged(rows).lengths)) == rows
    assert ragged(rows).padded().shape == (len(rows), longest)


@given(parts=st.lists(ROWS, min_size=1, max_size=4))
def test_joined_rows_follow_one_another(parts: list[list[list[int]]]) -> None:
    together = joined([ragged(rows) for rows in parts])

    assert isinstance(together, Ragged)
    assert lists(together) == [row for rows in parts for row in rows]


def test_texts_are_padded_with_nothing() -> None:
    assert ragged([["a"], ["b", "c"]], object).padded(3).tolist() == [
        ["a", "", ""],
        ["b", "c", ""],
    ]


@given(rows=FULL_ROWS, length=st.integers(1, 4))
def test_cutting(rows: list[list[int]], length: int) -> None:
    x = ragged(rows)

    assert lists(truncate(Truncate(length=length), x)) == [row[:length] for row in rows]
    assert lists(truncate(Truncate(length=length, keep="last"), x)) == [
        row[-length:] for row in rows
    ]
    assert end(End(place="first"), x).tolist() == [row[0] for row in rows]
    assert end(End(place="last"), x).tolist() == [row[-1] for row in rows]


@given(rows=ROWS, before=st.sampled_from([None, 50]), after=st.sampled_from([None, 51]))
def test_beginning_and_ending(rows: list[list[int]], before: int | None, after: int | None) -> None:
    made = surround(Surround(start=before, end=after), ragged(rows))
    around = [
        [*([] if before is None else [before]), *row, *([] if after is None else [after])]
        for row in rows
    ]

    assert lists(made) == around


def words_of(text: str) -> list[str]:
    """Words as the documentation says, a sign at a time."""
    found: list[str] = []
    for sign in text:
        letter = re.fullmatch(r"\w", sign) is not None
        last = found[-1] if found else " "
        joins = len(last) > 1 and last[-1] in "'\u2019" and re.fullmatch(r"\w", last[-2])
        if (letter and (re.fullmatch(r"\w", last[-1]) or joins)) or (
            sign in "'\u2019" and re.fullmatch(r"\w", last[-1])
        ):
            found[-1] += sign
        elif sign.isspace():
            found.append(" ")
        else:
            found.append(sign)
    apart = [
        [word[:-1], word[-1]] if len(word) > 1 and word[-1] in "'\u2019" else [word]
        for word in found
    ]
    return [word for pair in apart for word in pair if word.strip()]


@given(texts=TEXTS)
def test_texts_are_divided_as_the_documentation_says(texts: list[str]) -> None:
    x = np.array(texts, dtype=object).reshape(-1)

    assert lower(Lower(), x).tolist() == [text.lower() for text in texts]
    assert lists(characters(Characters(), x)) == [list(text) for text in texts]
    assert lists(split_words(SplitWords(), x)) == [words_of(text) for text in texts]


def test_words() -> None:
    text = "Don't  stop\u2014it\u2019s 3.5 o'clock, 'now'!"

    assert words_of(text) == [
        "Don't", "stop", "\u2014", "it\u2019s", "3", ".", "5", "o'clock", ",", "'", "now", "'", "!",
    ]  # fmt: skip


GROUPED = st.lists(
    st.tuples(
        st.sampled_from(["b", "a", "10", "9"]),
        st.sampled_from(["", "3", "-1", "20", "4"]),
        st.integers(0, 99).map(str),
    ),
    min_size=1,
    max_size=12,
)


@given(rows=GROUPED, ordered=st.booleans())
def test_grouping_is_what_polars_does(rows: list[tuple[str, str, str]], ordered: bool) -> None:
    names = ("series", "time", "x")
    frame = pl.DataFrame(rows, schema=names, orient="row")
    table = Table("rows.csv", frame, ("",), ",", "")
    made = group(Group(column="series", order="time" if ordered else None), table)
    by_time = frame.with_columns(pl.col("time").cast(pl.Int64, strict=False))
    if ordered:
        by_time = frame.with_row_index("at").join(
            frame.with_row_index("at").group_by("series").agg(pl.col("at").min().alias("first")),
            on="series",
        )
        by_time = by_time.with_columns(pl.col("time").cast(pl.Int64, strict=False)).sort(
            "first", "time", "at", nulls_last=True
        )
    expected = by_time.group_by("series", maintain_order=True).agg(pl.col("x"))

    assert made.lengths is not None
    assert made.count == expected.height
    assert made.of_groups(made.texts("series")[:, 0]).tolist() == expected["series"].to_list()
    assert made.lengths.tolist() == expected["x"].list.len().to_list()
    assert made.texts("x")[:, 0].tolist() == [x for row in expected["x"].to_list() for x in row]


WORDS = st.lists(st.lists(st.sampled_from("abcdé"), max_size=5), min_size=1, max_size=8)


@given(
    rows=WORDS,
    size=st.none() | st.integers(1, 4),
    minimum=st.integers(1, 3),
    marks=st.booleans(),
)
def test_a_vocabulary_counts_words(
    plan_of: Planner, rows: list[list[str]], size: int | None, minimum: int, marks: bool
) -> None:
    table = Table("rows.csv", pl.DataFrame({"t": [" ".join(r) for r in rows]}), (), ",", "")
    stage = Vocabulary(size=size, minimum=minimum, start=marks, end=marks)
    plan = plan_of({"words": (Column(name="t", type="text"), SplitWordsStage(), stage)})
    counts = Counter(word for row in rows for word in row)
    known = [
        word for word in sorted(counts, key=lambda w: (-counts[w], w)) if counts[word] >= minimum
    ]
    if not known:
        with pytest.raises(TenetError, match="finds no word"):
            fit(plan, table, np.arange(len(rows)))
        return
    known = known[:size]
    pipeline = fit(plan, table, np.arange(len(rows)))
    made = apply(pipeline, {"t": table.texts("t")})["words"]
    numbers = {word: number for number, word in enumerate(known)}
    expected = [[numbers.get(word, len(known)) for word in row] for row in rows]
    if marks:
        expected = [[len(known) + 1, *row, len(known) + 2] for row in expected]

    assert isinstance(made, Ragged)
    assert lists(made) == expected
    assert pipeline.types["words"].class_count == len(known) + (3 if marks else 1)
    (names,) = pipeline.classes("words") or ()
    assert names == (*known, "(unknown)", *(("(start)", "(end)") if marks else ()))


SERIES = "series,time,x,t,label\n" + "".join(
    f"s{i},{k},{i * 10 + k * k},{'ab'[(i + k) % 2]},{'even' if i % 2 == 0 else 'odd'}\n"
    for k in range(5)
    for i in range(12)
    if k <= i % 5
)
GROUP = (Group(column="series", order="time"),)
FIELDS = {
    "x": (Column(name="x"), Standardize()),
    "both": (Columns(pattern=("x", "time")),),
    "t": (Column(name="t"), Vocabulary(start=True)),
    "label": (Column(name="label"), First(), Vocabulary()),
}


@given(
    rows=st.lists(
        st.lists(st.tuples(st.integers(-9, 9), st.sampled_from("abc")), min_size=1, max_size=4),
        min_size=2,
        max_size=8,
    )
)
def test_a_column_for_each_place_is_a_row_for_each_place(
    plan_of: Planner, rows: list[list[tuple[int, str]]]
) -> None:
    longest = max(map(len, rows))
    cells = [[*((str(x), t) for x, t in row), *[("", "")] * (longest - len(row))] for row in rows]
    wide = Table("rows.csv", pl.DataFrame({
        f"{name}_{k}": [row[k][i] for row in cells]
        for i, name in enumerate("xt") for k in range(longest)
    }), ("",), ",", "")  # fmt: skip
    flat = [(str(number), str(x), t) for number, row in enumerate(rows) for x, t in row]
    long = Table("rows.csv", pl.DataFrame(flat, ["g", "x", "t"], orient="row"), ("",), ",", "")
    x_, t_ = (Columns(pattern=f"{name}_*") for name in "xt")
    in_columns = plan_of(
        {"x": (x_, Sequence(), Standardize()), "t": (t_, Sequence(), Vocabulary())}
    )
    in_rows = plan_of(
        {"x": (Column(name="x"), Standardize()), "t": (Column(name="t"), Vocabulary())}, rows=GROUP
    )
    taught = np.arange(len(rows) - 1)
    grouped = group(Group(column="g"), long)
    made = [
        apply(pipeline, {c.name: table.given(c.name, Content(c.content)) for c in pipeline.columns})
        for pipeline, table in (
            (fit(in_columns, wide, taught), wide),
            (fit(in_rows, grouped, taught), grouped),
        )
    ]
    for name in "xt":
        ours, theirs = (found[name] for found in made)
        assert isinstance(ours, Ragged)
        assert isinstance(theirs, Ragged)
        assert lists(ours) == lists(theirs)


def test_two_numbers_at_each_place(plan_of: Planner) -> None:
    table = Table("rows.csv", pl.DataFrame(
        {"a_0": ["1", "", ""], "a_1": ["2", "5", ""], "b_0": ["3", "6", ""], "b_1": ["", "", ""]}
    ), ("",), ",", "")  # fmt: skip
    plan = plan_of({"a": (Columns(pattern="a_*"),), "b": (Columns(pattern="b_*"),)})
    stages = (*plan.stages, replace(plan.stages[0], stage=Sequence(), inputs=(0, 1),
                                    type=Sequence().result(*(s.type for s in plan.stages))))  # fmt: skip
    fields = {"x": replace(plan.fields["a"], name="x", stage=2)}
    pipeline = fit(replace(plan, stages=stages, fields=fields), table, np.arange(2))
    made = apply(pipeline, {name: table.numbers(name) for name in table.names})["x"]

    assert isinstance(made, Ragged)
    assert made.lengths.tolist() == [2, 2, 0]
    np.testing.assert_array_equal(made.places, [[1, 3], [2, np.nan], [np.nan, 6], [5, np.nan]])


def test_real_places_of_the_training_rows_teach(plan_of: Planner, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(SERIES)
    plan = plan_of(FIELDS, split=Random(train=0.5, validation=0.25, test=0.25), rows=GROUP)
    data = load(plan, tmp_path)
    training = data.fields["x"][data.parts["train"]]
    frame = pl.read_csv(tmp_path / "rows.csv")
    series = frame["series"].unique(maintain_order=True)
    taught = frame.filter(pl.col("series").is_in(series[data.parts["train"]].implode()))["x"]

    assert data.rows == 12
    assert len(data.parts["train"]) == 6
    assert isinstance(training, Ragged)
    np.testing.assert_allclose(training.places.mean(), 0, atol=1e-6)
    np.testing.assert_allclose(training.places.std(), 1, rtol=1e-6)
    subtract = next(n.step for n in data.pipeline.nodes if n.step.term() == "subtract")
    assert subtract.model_dump()["values"] == pytest.approx((taught.mean(),), rel=1e-12)


OTHERS = st.lists(st.tuples(st.integers(-99, 99), st.sampled_from("xyz")), min_size=1, max_size=4)


@given(other=OTHERS)
def test_other_sequences_teach_nothing(plan_of: Planner, other: list[tuple[int, str]]) -> None:
    def fitted(rows: list[tuple[int, str]]) -> Pipeline:
        cells = [
            ("a", "1", "u"),
            ("a", "5", "v"),
            *(("b", str(x), t) for x, t in rows),
            ("c", "7", "u"),
        ]
        frame = pl.DataFrame(cells, schema=["series", "x", "t"], orient="row")
        table = group(Group(column="series"), Table("rows.csv", frame, ("",), ",", ""))
        fields = {
            "x": (Column(name="x"), Standardize()),
            "t": (Column(name="t"), Vocabulary()),
        }
        return fit(plan_of(fields, rows=(Group(column="series"),)), table, np.array([0, 2]))

    assert fitted([(100, "w")]) == fitted(other)


def test_what_is_saved_means_the_same(plan_of: Planner, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text(SERIES)
    data = load(plan_of(FIELDS, rows=GROUP), tmp_path)
    again = Pipeline.from_json(data.pipeline.to_json())

    assert again == data.pipeline
    assert [term for term, _ in again.reading.cleaning] == ["group"]
    for name, values in apply(again, data.columns).items():
        assert places(values).tobytes() == places(data.fields[name]).tobytes()


FLAWS = {
    "missing": (
        "series,x,t\na,1,u\nb,2,u\na,,u\nb,4,v\n",
        'column "x" has no value in row 3, but the field `x` needs one (1 of 4 rows)',
    ),
    "a list of values": (
        "series,x,t\na,1,u\nb,2,u\na,3,w\nb,4,v\n",
        'column "t" holds "w" in row 3, which is not among the values of the field `t` (1 of 4 rows)',
    ),
}


@pytest.mark.parametrize(("text", "message"), FLAWS.values(), ids=FLAWS)
def test_rows_at_fault_are_those_of_the_file(
    plan_of: Planner, tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "rows.csv").write_text(text)
    fields = {
        "x": (Column(name="x", type="number"),),
        "t": (Column(name="t"), Categories(values=("u", "v"))),
    }
    split = Random(train=1, validation=0, test=0)
    with pytest.raises(TenetError) as caught:
        load(plan_of(fields, split=split, rows=(Group(column="series"),)), tmp_path)

    assert caught.value.diagnostics[0].message == message


def test_a_text_without_a_part_is_found(plan_of: Planner, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text('t\n"a b"\n"  "\nc\n')
    fields = {"t": (Column(name="t"), SplitWordsStage(), Vocabulary())}
    with pytest.raises(TenetError) as caught:
        load(plan_of(fields, split=Random(train=1, validation=0, test=0)), tmp_path)

    assert caught.value.diagnostics[0].message == (
        '`t` has no place in row 2, where it holds "  ": a sequence has one at least (1 of 3 rows)'
    )
