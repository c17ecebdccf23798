"""Statistics of the training rows, one for each column or one for all numbers.

Each is worked out block by block, so that a table that is read in parts teaches what the same table teaches
when it is read at once, to the last bit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import sqrt

import numpy as np

from tenet.data.arrays import Array, missing
from tenet.data.field import Class
from tenet.data.fitted import Given, OnlyMissing
from tenet.data.selecting import selected
from tenet.frozen import frozen

BLOCK = 2**20
"""So many numbers are added up at once, however many come at once."""


@frozen
class Total:
    """What one pass tells of a group of numbers."""

    count: int
    total: float
    low: float
    high: float

    @property
    def mean(self) -> float:
        """The mean; of equal numbers, which a sum may miss by a rounding, the number itself."""
        return self.low if self.low == self.high else self.total / self.count


NOTHING = Total(0, 0.0, float("inf"), float("-inf"))


def totals(given: Given, *, channels: bool = False) -> tuple[Total, ...]:
    """Count, sum and ends of every group; infinite where the numbers are too large for it.

    Raises:
        OnlyMissing: a group has no value.
    """
    found: list[Total] = []
    with np.errstate(all="ignore"):
        for groups in blocks(given, channels=channels):
            found = found or [NOTHING] * len(groups)
            found = [_added(known, x) for known, x in zip(found, groups, strict=True)]
    _require(given, [total.count for total in found])
    return tuple(found)


def _added(known: Total, values: Array) -> Total:
    if not len(values):
        return known
    return Total(
        known.count + len(values),
        known.total + float(values.sum()),
        min(known.low, float(values.min())),
        max(known.high, float(values.max())),
    )


def means(given: Given, *, channels: bool = False) -> tuple[float, ...]:
    """The mean of every group; raises OnlyMissing."""
    return tuple(total.mean for total in totals(given, channels=channels))


def spreads(given: Given, known: Sequence[Total], *, channels: bool = False) -> tuple[float, ...]:
    """The population's standard deviation of every group, in a second pass."""
    sums = [0.0] * len(known)
    with np.errstate(all="ignore"):
        for groups in blocks(given, channels=channels):
            for place, values in enumerate(groups):
                sums[place] += float(np.square(values - known[place].mean).sum())
    return tuple(
        0.0 if total.low == total.high else sqrt(squares / total.count)
        for total, squares in zip(known, sums, strict=True)
    )


def quantiles(given: Given, shares: Sequence[float]) -> tuple[tuple[float, ...], ...]:
    """The quantiles of every group, between two values on the line that joins them; raises OnlyMissing.

    They are exact, whether the table is held or read in parts.
    """
    sizes = [total.count for total in totals(given)]
    wanted = [[share * (size - 1) for share in shares] for size in sizes]
    ranks = [sorted({rank for at in own for rank in (int(at), -int(-at // 1))}) for own in wanted]
    there = selected(lambda: blocks(given), sizes, ranks)
    return tuple(
        tuple(_between(values[int(at)], values[-int(-at // 1)], at % 1) for at in own)
        for own, values in zip(wanted, there, strict=True)
    )


def _between(low: float, high: float, share: float) -> float:
    """What lies on the way from one value to another; reckoned from the nearer, as numpy does."""
    way = high - low
    return high - way * (1 - share) if share >= 0.5 else low + way * share


def medians(given: Given) -> tuple[float, ...]:
    """The middle of every group, or the mean of both middles; raises OnlyMissing."""
    return tuple(median for (median,) in quantiles(given, (0.5,)))


def counts(given: Given) -> tuple[Counter[Class], ...]:
    """How often every value of every group occurs; raises OnlyMissing."""
    found: list[Counter[Class]] = []
    for groups in blocks(given):
        found = found or [Counter() for _ in groups]
        for counter, values in zip(found, groups, strict=True):
            if values.dtype == object:
                counter.update(values.tolist())
            else:
                distinct, often = np.unique(values, return_counts=True)
                counter.update(dict(zip(map(plain, distinct), often.tolist(), strict=True)))
    _require(given, [counter.total() for counter in found])
    return tuple(found)


def commonest(counter: Counter[Class]) -> Class:
    """The value that occurs most often, the smallest of equals."""
    return min(ordered(counter), key=lambda value: -counter[value])


def ordered(values: Iterable[Class]) -> tuple[Class, ...]:
    """Values ascending: numbers by size, texts by code points."""
    return tuple(sorted(values))


def frequent(counter: Counter[Class], minimum: int) -> tuple[Class, ...]:
    """The values that occur so often, ascending; the commonest, where none does."""
    least = min(minimum, max(counter.values()))
    return ordered(value for value, count in counter.items() if count >= least)


def blocks(given: Given, *, channels: bool = False) -> Iterator[tuple[Array, ...]]:
    """The values that are there, block by block: of each column by itself, or of all axes once reshaped to several.

    With channels, of each of the first axis.
    """
    for x in _even(given.parts(), max(1, BLOCK // max(given.elements, 1))):
        if channels:
            columns = list(np.moveaxis(x, 1, 0).reshape(x.shape[1], -1))
        else:
            flat = len(given.type.shape) > 1
            columns = [x.reshape(-1)] if flat else list(x.reshape(len(x), -1).T)
        yield tuple(column[~missing(column)] for column in columns)


def _even(parts: Iterable[Array], size: int) -> Iterator[Array]:
    """The same rows in blocks of one size, but for the last."""
    held: list[Array] = []
    room = size
    for part in parts:
        rest = part
        while len(rest):
            held.append(rest[:room])
            rest, room = rest[room:], room - len(held[-1])
            if not room:
                yield np.concatenate(held)
                held, room = [], size
    if held:
        yield held[0] if len(held) == 1 else np.concatenate(held)


def _require(given: Given, found: Sequence[int]) -> None:
    """Check that every group has a value."""
    for place, count in enumerate(found):
        if not count:
            raise OnlyMissing(
                f"finds only missing values in {_named(given, place)},"
                f" in all {sum(map(len, given.parts())):,} training rows",
                "leave the column out, or give it a value with `impute(0)`",
            )


def plain(value: object) -> Class:
    """A value of an array as Python's own; a whole number as an int.

    >>> plain(np.float64(3.0)), plain(np.float64(0.5)), plain("a")
    (3, 0.5, 'a')
    """
    if isinstance(value, str):
        return str(value)
    number = float(value)  # type: ignore[arg-type]  # np.unique gives what went in: a float
    return int(number) if number.is_integer() else number


def _named(given: Given, place: int) -> str:
    names = given.type.columns
    return f'column "{names[place]}"' if names is not None else f"column {place + 1} of its input"
