"""What reading a data set shows: how many rows, and how the values of each field lie."""

from __future__ import annotations

from collections.abc import Mapping

from tenet.frozen import frozen


@frozen
class FieldProfile:
    """How the values of a field lie in the training rows, before the network sees them.

    Attributes:
        low, high, mean, std: of numbers, all elements together; none for categories.
        missing: the share of cells without a value in the columns that it is made of.
        outliers: the share of numbers more than six standard deviations from the mean.
        constant: how many of its elements hardly ever change.
        classes: how many rows each category has, or each of two numbers, most frequent first; empty
            for other numbers and for several categories side by side.
        unfilled: how many rows give it no value, since a cell is missing and nothing fills it in.
        unfilled_in: the first column in which one is missing.
        squeezed: its columns of which 98 of 100 numbers lie within a twentieth of their range.
        related: of a single column, others with their correlation, strongest first, three at most.
        noise: of sequences of numbers, the share of the variance along them that is noise of single
            places; none of all else, and where neighbours have little in common.
        linear: of a single column, what share of its variance a linear map of all other columns
            explains, adjusted for their number; none where some are no numbers.
    """

    low: float | None = None
    high: float | None = None
    mean: float | None = None
    std: float | None = None
    missing: float = 0.0
    outliers: float = 0.0
    constant: int = 0
    classes: tuple[int, ...] = ()
    unfilled: int = 0
    unfilled_in: str = ""
    squeezed: tuple[str, ...] = ()
    related: tuple[tuple[str, float], ...] = ()
    linear: float | None = None
    noise: float | None = None


@frozen
class ColumnProfile:
    """What the cells of a column hold, in all rows.

    Attributes:
        numbers: whether every cell that is there is a number.
        whole: whether every one is a whole number.
        distinct: how many different values there are.
        counts: whether its numbers only count the rows up, or down.
        missing: the share of cells without a value.
    """

    numbers: bool = True
    whole: bool = False
    distinct: int = 0
    counts: bool = False
    missing: float = 0.0


@frozen
class Profile:
    """What reading a data set showed.

    Attributes:
        rows: how many rows there are in all.
        train: how many of them are trained on.
        duplicates: the share of rows that stand there before, where chance does not explain it.
        across: the share of rows of validation and test that training holds too, likewise.
        fields: of each field of the plan.
        columns: of each column that fields are made of.
        sha256: the hash of its file.
    """

    rows: int
    train: int
    duplicates: float = 0.0
    across: float = 0.0
    fields: Mapping[str, FieldProfile] = {}
    columns: Mapping[str, ColumnProfile] = {}
    sha256: str = ""
