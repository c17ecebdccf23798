"""The values that categories stand for, as a spec lists them."""

from __future__ import annotations

from math import isfinite

from tenet.catalogue.setting import spelled
from tenet.data.field import Class, FieldType
from tenet.types.dim import Dim
from tenet.types.shape import Misfit
from tenet.types.tensor import Interval

Vocabulary = tuple[Class, ...]
"""The values of one column, in the order of their categories."""
Values = Interval | Vocabulary | tuple[Vocabulary, ...]
"""A range of whole numbers, a list for all columns, or a list for each column."""

MOST = 1_000_000
"""More categories than this are a slip of the pen, and would fill the memory."""
LARGEST = 2**1023
"""Whole numbers up to this one fit a float64, if not all of them exactly."""


def listed(values: Values) -> tuple[Vocabulary, ...]:
    """One vocabulary for each column, or a single one that they share; raises Misfit.

    >>> listed(Interval(0, 2)), listed(("b", "a"))
    (((0, 1, 2),), (('b', 'a'),))
    """
    if isinstance(values, Interval):
        return (_whole_numbers(values),)
    lists = tuple(item for item in values if isinstance(item, tuple))
    flat = tuple(item for item in values if not isinstance(item, tuple))
    found = lists or (flat,)
    for vocabulary in found:
        _distinct(vocabulary)
    return found


def suited(vocabularies: tuple[Vocabulary, ...], field: FieldType) -> FieldType:
    """The field with the content that the vocabularies tell; raises Misfit where it differs."""
    columns: Dim = field.shape[0] if field.shape else 1
    if len(vocabularies) > 1 and isinstance(columns, int) and len(vocabularies) != columns:
        raise Misfit(
            f"has {len(vocabularies)} lists of values for {columns} columns",
            "write one list for all columns, or one for each",
        )
    text = {isinstance(value, str) for vocabulary in vocabularies for value in vocabulary}
    if text == {True, False}:
        raise Misfit(
            "lists both texts and numbers",
            'write numbers bare and texts in quotes: ["a", "b"]',
            setting="values",
        )
    return field.texts() if text == {True} else field.numbers()


def _whole_numbers(values: Interval) -> Vocabulary:
    low, high = values.low, values.high
    if not (isfinite(low) and isfinite(high) and low == int(low) and high == int(high)):
        raise Misfit(
            f"takes a range of whole numbers with both ends, not {values}",
            "write it as 0..9",
            setting="values",
        )
    if high < low:
        raise Misfit(f"has no values: the range {values} is empty", setting="values")
    if high - low >= MOST:
        raise Misfit(
            f"lists {high - low + 1:,.0f} values, but at most {MOST:,} are allowed",
            setting="values",
        )
    return tuple(range(int(low), int(high) + 1))


def _distinct(vocabulary: Vocabulary) -> None:
    if not vocabulary:
        raise Misfit(
            "has an empty list of values",
            "write at least one, or leave the list out",
            setting="values",
        )
    seen: set[Class] = set()
    for value in vocabulary:
        if value in seen:
            raise Misfit(f"lists {spelled(value)} twice", "name every value once", setting="values")
        if value == "":
            raise Misfit(
                'lists "", which stands for a missing cell', "leave it out", setting="values"
            )
        if isinstance(value, int) and (abs(value) > LARGEST or float(value) != value):
            raise Misfit(
                f"lists {value}, which no float64 tells from its neighbours", setting="values"
            )
        seen.add(value)
