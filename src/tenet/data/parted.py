"""A table that is larger than memory: read in parts, and anew whenever somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl

from tenet.data.implementation import implementation
from tenet.data.table import Table
from tenet.data.transform import Cleaning
from tenet.frozen import frozen
from tenet.frozen import replace as replaced


def _nothing() -> Iterator[pl.DataFrame]:
    return iter(())


@frozen
class Wrong:
    """Cells of a column that are neither numbers nor missing: the first, its row (from 0), and how many there are."""

    row: int
    cell: str
    count: int


class Part(Table):
    """Rows that are held while the rest of their table is not."""

    @property
    def counted(self) -> str:
        """Among how many rows something is counted, in words."""
        return f"the {self.rows:,} rows that were read with it"


@dataclass(frozen=True, eq=False)
class Parted(Table):
    """Rows that are never held all at once; its `frame` is that of the first part.

    Attributes:
        read: the parts, as the source has them.
        ways: what is done to each part, row by row.
    """

    read: Callable[[], Iterator[pl.DataFrame]] = _nothing
    ways: tuple[Cleaning, ...] = ()

    def cleaned(self, way: Cleaning) -> Parted:
        """The same with fewer rows, each judged by itself."""
        return replace(self, ways=(*self.ways, way))

    @property
    def parts(self) -> Iterator[Table]:
        """The rows, held a part at a time, each with the number that it has in the file."""
        begun = 0
        part: Table
        for frame in self.read():
            places = np.arange(begun, begun + frame.height)
            begun += frame.height
            part = Part(
                self.name, frame, self.missing, self.separator, self.sha256, self.folder, places
            )
            for way in self.ways:
                part = implementation("tenet.data.clean", way.term())(way, part)
            if part.rows:
                yield part

    @cached_property
    def head(self) -> Table:
        """The rows of the first part that has any."""
        return next(self.parts)

    def only(self, names: Sequence[str]) -> Table:
        """All rows of some columns, held."""
        parts = [(part.frame.select(names), part.places) for part in self.parts]
        frame = pl.concat([frame for frame, _ in parts])
        places = np.concatenate([places for _, places in parts if places is not None])
        return Table(
            self.name, frame, self.missing, self.separator, self.sha256, self.folder, places
        )

    @cached_property
    def _seen(self) -> tuple[int, Mapping[str, Wrong]]:
        """How many rows there are, and which cells of columns are wrong for numbers: what a pass tells."""
        rows = 0
        wrong: dict[str, Wrong] = {}
        for part in self.parts:
            for name in part.names if part.rows else ():
                first = part.first_wrong(name) if part.holds_cells(name) else None
                if first is not None:
                    known = wrong.get(name, Wrong(rows + first, part.cell(name, first), 0))
                    wrong[name] = replaced(known, count=known.count + part.count_wrong(name))
            rows += part.rows
        return rows, wrong

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self._seen[0]

    def number(self, row: int) -> int:
        """Which row of the file (from 1) a row (from 0) is; found by a pass."""
        begun = 0
        for part in self.parts:
            if row < begun + part.rows:
                return part.number(row - begun)
            begun += part.rows
        raise IndexError(row)

    def first_wrong(self, name: str) -> int | None:
        """The first row (from 0) whose cell is neither a finite number nor missing."""
        wrong = self._seen[1].get(name)
        return None if wrong is None else wrong.row

    def count_wrong(self, name: str) -> int:
        """How many cells are neither a finite number nor missing."""
        wrong = self._seen[1].get(name)
        return 0 if wrong is None else wrong.count

    def cell(self, name: str, row: int) -> str:
        """What the file holds where a cell is wrong first."""
        wrong = self._seen[1].get(name)
        assert wrong is not None
        assert wrong.row == row
        return wrong.cell
