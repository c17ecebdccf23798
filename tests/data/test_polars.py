"""Texts, dates and rows are what polars makes of them, gaps filled; every transform is held to a library somewhere."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from tests.data.test_libraries import NUMBERS, TEXTS
from tests.data.test_parity import assert_same

from tenet.catalogue.lookup import known
from tenet.data.applying import apply
from tenet.data.arrays import Ragged
from tenet.data.fitting import fit
from tenet.data.plan import DataPlan
from tenet.data.table import Table
from tenet.data.transform import Stage
from tenet.data.transforms.boolean import Boolean
from tenet.data.transforms.cast import Cast
from tenet.data.transforms.categories import Categories
from tenet.data.transforms.column import Column
from tenet.data.transforms.date import Date
from tenet.data.transforms.hash import Hash
from tenet.data.transforms.impute import Impute
from tenet.data.transforms.rows import Ahead, Window
from tenet.data.transforms.sequence import First, Last, Truncate
from tenet.data.transforms.standardize import Standardize
from tenet.data.transforms.text import Characters, Lower, Replace, SplitWords
from tenet.data.transforms.vocabulary import Vocabulary

pytestmark = pytest.mark.target

ROWS, LEARNT = 60, 40
WORDS = ["ash", "Birch", "don't", "ß-x", "7", "pine,"]
SPELT = ["yes", "No", "TRUE", "off", "1"]
DIVIDED = r"\w+(?:['\x{2019}]\w+)*|[^\w\s]"


def drawn() -> pl.DataFrame:
    """Sentences, days, spelt truths, numbers and whole numbers, with gaps in all."""
    random = np.random.default_rng(3)
    gaps = random.random((5, ROWS)) < 0.15
    sentences = [" ".join(random.choice(WORDS, random.integers(1, 6))) for _ in range(ROWS)]
    days = np.datetime64("1999-12-30") + random.integers(0, 9000, ROWS)
    columns = {
        "text": sentences,
        "day": [str(day) for day in days],
        "spelt": random.choice(SPELT, ROWS).tolist(),
        "number": random.normal(5, 2, ROWS).round(3).tolist(),
        "count": random.integers(-9, 2**40, ROWS).tolist(),
    }
    return pl.DataFrame({
        name: pl.Series([None if gap else cell for cell, gap in zip(cells, missing, strict=True)])
        for (name, cells), missing in zip(columns.items(), gaps, strict=True)
    })  # fmt: skip


def numbered(words: pl.Series, learnt: pl.Series, *, common: bool = False) -> Any:
    """Words as numbers: in the order of their letters, or the commonest first; what was never seen comes last."""
    counts = learnt.value_counts().sort(learnt.name)
    if common:
        counts = counts.sort("count", descending=True, maintain_order=True)
    order = counts[learnt.name].to_list()
    return words.replace_strict(order, range(len(order)), default=len(order))


def classes(text: pl.Series) -> Any:
    return numbered(text, text[:LEARNT]).to_list()


def sequences(parts: pl.Series) -> list[Any]:
    learnt = parts[:LEARNT].explode()
    return [numbered(row, learnt, common=True).to_list() for row in parts]


def days(day: pl.Series) -> Any:
    since = day.str.to_date("%Y-%m-%d").dt.epoch("d").cast(pl.Float64)
    scaled = (since - since[:LEARNT].mean()) / since[:LEARNT].std(ddof=0)
    return scaled.fill_null(0).to_list()


def hashed(text: pl.Series) -> list[Any]:
    digests = (blake2b(cell.encode(), digest_size=8).digest() for cell in text)
    return [int.from_bytes(digest, "big") % 7 for digest in digests]


def filled(number: pl.Series) -> pl.Series:
    return number.fill_null(number[:LEARNT].mean())


FILLED = Impute(value="none")
COUNTED = Vocabulary()
KNOWN = Categories(unknown=True)
POLARS: dict[str, tuple[str, tuple[Stage, ...], Callable[[pl.Series], Any]]] = {
    "lower": ("text", (FILLED, Lower(), KNOWN), lambda x: classes(x.fill_null("none").str.to_lowercase())),
    "replace": ("text", (FILLED, Replace(old="sh", new="X"), KNOWN),
                lambda x: classes(x.fill_null("none").str.replace_all("sh", "X", literal=True))),
    "split_words": ("text", (FILLED, SplitWords(), COUNTED),
                    lambda x: sequences(x.fill_null("none").str.extract_all(DIVIDED))),
    "characters": ("text", (FILLED, Characters(), COUNTED),
                   lambda x: sequences(x.fill_null("none").str.split(""))),
    "truncate": ("text", (FILLED, SplitWords(), Truncate(length=3, keep="last"), COUNTED),
                 lambda x: sequences(x.fill_null("none").str.extract_all(DIVIDED).list.tail(3))),
    "first": ("text", (FILLED, SplitWords(), First(), KNOWN),
              lambda x: classes(x.fill_null("none").str.extract_all(DIVIDED).list.first())),
    "last": ("text", (FILLED, SplitWords(), Last(), KNOWN),
             lambda x: classes(x.fill_null("none").str.extract_all(DIVIDED).list.last())),
    "hash": ("text", (FILLED, Hash(buckets=7)), lambda x: hashed(x.fill_null("none"))),
    "date": ("day", (Date(), Standardize(), Impute(value=0.0)), days),
    "boolean": ("spelt", (Impute(value="no"), Boolean()),
                lambda x: x.str.to_lowercase().is_in(["yes", "true", "1"]).fill_null(value=False).to_list()),
    "cast": ("count", (Impute(value=0.0), Cast(to="i64")), lambda x: x.fill_null(0).to_list()),
    "window": ("number", (Impute(value="mean"), Window(length=3)),
               lambda x: [filled(x).shift(n) for n in (2, 1, 0)]),
    "ahead": ("number", (Impute(value="mean"), Ahead(rows=2)), lambda x: filled(x).shift(-2).to_list()),
}  # fmt: skip
ELSEWHERE = {
    "column": "every field here begins with one",
    "columns": "every field there begins with them, in test_libraries",
    "concat": "ONNX's, in test_parity",
    "smooth": "polars and scipy, in test_rows",
    "sequence": "rows that are grouped, in test_sequences",
    "bytes_pairs": "tokenizers, in test_subwords",
    "word_pieces": "tokenizers, in test_subwords",
    "chunks": "slices of lists, in test_subwords",
    "read_image": "Pillow, in test_pictures",
    "resize": "Pillow, in test_pictures",
    "crop_center": "slices of arrays, in test_pictures",
    "pad_to": "numpy, in test_pictures",
    "augment": "each augmentation by itself, in test_pictures",
    "normal": "the law of its draws, in test_drawing",
    "mask_tokens": "the law of its draws, in test_subwords",
}
"""Transforms that neither polars nor scikit-learn has, or that are compared in another file, and with what."""


@pytest.mark.parametrize("name", POLARS)
def test_a_transform_is_that_of_polars(plan_of: Callable[..., DataPlan], name: str) -> None:
    column, stages, theirs = POLARS[name]
    frame = drawn()
    shown = frame.with_columns(pl.all().cast(pl.String).fill_null(""))
    table = Table("rows.csv", shown, ("",), ",", "")
    plan = plan_of({"x": (Column(name=column), *stages)})
    pipeline = fit(plan, table, np.arange(LEARNT))
    columns = {
        column: table.numbers(column) if column in {"number", "count"} else table.texts(column)
    }
    made = apply(pipeline, columns)["x"]
    expected = theirs(frame[column])

    if isinstance(made, Ragged):
        ends = np.cumsum(made.lengths)[:-1]
        assert [row.ravel().tolist() for row in np.split(made.places, ends)] == expected
    else:
        wanted = np.array(expected, float)
        wanted = wanted.T if wanted.ndim > 1 else wanted
        real = ~np.isnan(wanted.reshape(ROWS, -1)).any(
            1
        )  # what looks beyond the table is in no part
        assert real.sum() >= ROWS - 2
        np.testing.assert_allclose(
            made.reshape(wanted.shape)[real], wanted[real], rtol=2e-6, atol=2e-6
        )
    assert_same(pipeline, columns)


def test_every_transform_is_held_to_a_library() -> None:
    tables = [stages for stages, _ in (*NUMBERS.values(), *TEXTS.values())]
    held = {
        type(s).__name__
        for stages in (*tables, *(s for _, s, _ in POLARS.values()))
        for s in stages
    }
    here = {term for term, stage in known(Stage).items() if stage.__name__ in held}

    assert known(Stage).keys() - here == ELSEWHERE.keys()
    for reason in ELSEWHERE.values():
        file = reason.rpartition(", in ")[2]
        assert file == reason or Path(__file__).with_name(f"{file}.py").exists()
