"""What hypothesis decides while a text is written: one of several, a number, yes or no."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Choices:
    """Decisions drawn one by one; the smallest is the first, a low number, no."""

    def __init__(self, draw: Callable[[st.SearchStrategy[int]], int]) -> None:
        self.draw = draw

    def number(self, low: int, high: int) -> int:
        """A whole number between two, both included."""
        return low + self.draw(_up_to(high - low)) if high > low else low

    def pick(self, items: Sequence[T]) -> T:
        """One of several."""
        return items[self.number(0, len(items) - 1)]

    def chance(self, percent: int) -> bool:
        """Yes, so often."""
        return self.number(0, 99) >= 100 - percent


class Dice(Choices):
    """Decisions of a generator with a seed, where nothing is to be made smaller."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def number(self, low: int, high: int) -> int:
        """A whole number between two, both included."""
        return self.random.randint(low, high)


@cache
def _up_to(high: int) -> st.SearchStrategy[int]:
    return st.integers(0, high)
