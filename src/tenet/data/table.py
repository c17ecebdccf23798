"""A table as it was read: columns of cells, judged only when they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import polars as pl

from tenet.data.arrays import Array, Indices, Ragged, Values
from tenet.data.field import Content
from tenet.data.mistakes import UNREADABLE_CELL
from tenet.source import Span


@dataclass(frozen=True, eq=False)
class Table:
    """Rows below a header, in the order of the file.

    A cell is missing where it is empty, null or NaN, or one of the source's missing texts; blanks
    around numbers and missing texts do not count, texts are kept as they are.

    Attributes:
        name: the path, as the spec gives it.
        frame: the columns; text for a CSV file, typed for Parquet.
        missing: the texts that stand for a missing value.
        separator: what stood between the cells.
        sha256: the hash of the file's bytes, in hexadecimal.
        folder: from where paths in its cells are taken.
        places: the rows of the file (from 0) that these are; none where they are all, in its order.
        lengths: how many rows, one after the other, make one row of sequences; none where each is by itself.
        telling: the columns that tell its rows apart, where these are none of the file's.
        cut: of which row, or group, each stretch is that is learnt from; none where they are whole.
    """

    name: str
    frame: pl.DataFrame
    missing: tuple[str, ...]
    separator: str
    sha256: str
    folder: Path = Path()
    places: Indices | None = None
    lengths: Indices | None = None
    cut: Indices | None = None
    telling: tuple[str, ...] = ()
    _parsed: dict[str, tuple[pl.Series, pl.Series]] = field(
        default_factory=dict, init=False, repr=False
    )
    _texts: dict[str, Array] = field(default_factory=dict, init=False, repr=False)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.frame.height

    @property
    def count(self) -> int:
        """How many rows there are to learn from: groups, where rows are grouped, and stretches of them."""
        if self.cut is not None:
            return len(self.cut)
        return self.rows if self.lengths is None else len(self.lengths)

    @property
    def parts(self) -> Iterator[Table]:
        """The rows, held a part at a time: all of them, of a table that is held."""
        yield self

    @property
    def head(self) -> Table:
        """The rows of the first part."""
        return self

    def only(self, names: Sequence[str]) -> Table:
        """All rows, held, of some columns at least."""
        return self

    def in_groups(self, lengths: Indices) -> Table:
        """The same rows, so many of them together."""
        return replace(self, lengths=lengths)

    @property
    def counted(self) -> str:
        """Among how many rows something is counted, in words."""
        return f"{self.rows:,} rows"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(self.frame.columns)

    def taken(self, rows: Indices) -> Table:
        """Some of the rows (from 0), in an order of their own; they remember where they stood."""
        places = rows if self.places is None else self.places[rows]
        return replace(self, frame=self.frame[rows], places=places)

    def number(self, row: int) -> int:
        """Which row of the file (from 1) a row (from 0) is."""
        return row + 1 if self.places is None else int(self.places[row]) + 1

    def missing_cells(self, name: str) -> Array:
        """Where a column holds no value, `[N]`."""
        missing: Array = self._numbers(name)[1].to_numpy()
        return missing

    def holds_cells(self, name: str) -> bool:
        """Whether each cell of a column is a single number, text, date or truth."""
        dtype = self.frame[name].dtype
        return not (dtype.is_nested() or dtype in {pl.Binary, pl.Object})

    def content(self, name: str) -> Content:
        """Numbers, if every cell of the whole column that is not missing is a finite one."""
        return Content.NUMBER if self.first_wrong(name) is None else Content.TEXT

    def first_wrong(self, name: str) -> int | None:
        """The first row (from 0) whose cell is neither a finite number nor missing."""
        numbers, missing = self._numbers(name)
        wrong = ~missing & ~numbers.is_finite().fill_null(value=False)
        place = wrong.arg_max() if wrong.any() else None
        return None if place is None else int(place)

    def count_wrong(self, name: str) -> int:
        """How many cells are neither a finite number nor missing."""
        numbers, missing = self._numbers(name)
        return int((~missing & ~numbers.is_finite().fill_null(value=False)).sum())

    def require_numbers(self, names: Iterable[str], span: Span | None = None) -> None:
        """Check that columns hold nothing but finite numbers and missing values; raises TenetError."""
        for name in names:
            row = self.first_wrong(name)
            if row is not None:
                cell, count = self.cell(name, row), self.count_wrong(name)
                raise UNREADABLE_CELL.error(
                    span,
                    f'row {self.number(row):,} of column "{name}" holds "{cell}", which is not a finite'
                    f" number ({count:,} of {self.rows:,} rows)",
                    help=f'correct the cell, or list "{cell}" under `missing` of the source',
                )

    def numbers(self, name: str) -> Array:
        """The column as f64 `[N, 1]`, NaN where a cell is missing or no number."""
        numbers, missing = self._numbers(name)
        array = numbers.to_numpy().astype(np.float64)
        array[missing.to_numpy()] = np.nan
        return array.reshape(-1, 1)

    def texts(self, name: str) -> Array:
        """The column as text `[N, 1]`, empty where a cell is missing."""
        if name not in self._texts:
            series = self.frame[name].cast(pl.String)
            blank = self._missing(series)
            cells = pl.select(pl.when(blank).then(pl.lit("")).otherwise(series)).to_series()
            distinct = cells.unique()
            codes = cells.cast(pl.Enum(distinct)).to_physical().to_numpy()
            self._texts[name] = np.array(distinct.to_list(), object)[codes].reshape(-1, 1)
        return self._texts[name]

    def raw(self, name: str, content: Content) -> Array:
        """The column, a cell for each row."""
        return self.texts(name) if content is Content.TEXT else self.numbers(name)

    def given(self, name: str, content: Content) -> Values:
        """The column as the pipeline takes it: a cell for each row, or a sequence of them for each group."""
        cells = self.raw(name, content)
        return cells if self.lengths is None else Ragged(cells, self.lengths)

    def of_groups(self, cells: Array) -> Array:
        """A value for each row that there is to learn from: the first of each group."""
        found = cells if self.lengths is None else cells[np.cumsum(self.lengths) - self.lengths]
        return found if self.cut is None else found[self.cut]

    def cell(self, name: str, row: int) -> str:
        """What the file holds in a row (from 0), shortened where it is long."""
        value = self.frame[name][row]
        text = "" if value is None else str(value)
        return text if len(text) <= 60 else f"{text[:57]}…"  # a line's worth

    def _numbers(self, name: str) -> tuple[pl.Series, pl.Series]:
        """The column as numbers, and where it is missing; worked out once."""
        if name not in self._parsed:
            series = self.frame[name]
            if series.dtype.is_numeric() or series.dtype == pl.Boolean:
                numbers = series.cast(pl.Float64)
                missing = numbers.is_null() | numbers.is_nan().fill_null(value=False)
            else:
                text = series.cast(pl.String)
                missing = self._missing(text)
                numbers = text.str.strip_chars().cast(pl.Float64, strict=False)
            self._parsed[name] = (numbers.fill_null(float("nan")), missing)
        return self._parsed[name]

    def _missing(self, text: pl.Series) -> pl.Series:
        tokens = pl.Series([*{"", *(token.strip() for token in self.missing)}], dtype=pl.String)
        bare = text.str.strip_chars()
        return bare.is_null() | bare.is_in(tokens.implode()).fill_null(value=False)
