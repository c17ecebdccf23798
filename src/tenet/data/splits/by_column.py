"""Rows in the parts that the table says."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from tenet.catalogue.setting import ByName
from tenet.data.field import Class
from tenet.data.transform import Split
from tenet.types.shape import Misfit

PARTS = ("train", "validation", "test")
Value = Annotated[str, Field(min_length=1)] | int | float
Named = Annotated[Value | Annotated[tuple[Value, ...], Field(min_length=1)], ByName()]


class ByColumn(Split):
    """Rows in the parts that a column names, as data sets with a test of their own do: `by_column("part")`.

    The column holds `train`, `validation` and `test`, or the values that are given for them:
    `by_column("fold", train=[0, 1, 2], validation=3, test=4)`. Every row is in a part.
    """

    column: Annotated[str, Field(min_length=1)]
    """The column that tells the part."""
    train: Named = "train"
    """What it holds in rows to train on, and to fit transforms on; several values in a list."""
    validation: Named | None = "validation"
    """What it holds in rows that early stopping and the choice of an epoch look at; none, if there are none."""
    test: Named | None = "test"
    """What it holds in rows that are looked at once, at the end; none, if there are none."""

    @model_validator(mode="after")
    def _one_part_each(self) -> ByColumn:
        values = [value for part in PARTS for value in self.values(part)]
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice is not None:
            raise Misfit(f"puts rows with {twice} into two parts", "name every value once")
        return self

    def values(self, part: str) -> tuple[Class, ...]:
        """What the column holds in the rows of a part."""
        given: Class | tuple[Class, ...] | None = getattr(self, part)
        return () if given is None else given if isinstance(given, tuple) else (given,)

    @property
    def names(self) -> tuple[str, ...]:
        """The column that tells the part."""
        return (self.column,)

    @property
    def without_rows(self) -> tuple[str, ...]:
        """The parts that no value is given for."""
        return tuple(part for part in PARTS if not self.values(part))
