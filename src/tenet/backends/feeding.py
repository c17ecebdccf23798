"""Feed an engine: rows as arrays, sequences padded no further than a batch needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache

import numpy as np

from tenet.data.arrays import Array, Indices, Ragged, Values

SHORTEST = 8
"""No batch is narrower than this, so that fewer programs are compiled."""


class Fed:
    """Rows by name, and how wide a batch of them must be.

    By law 8 padding changes no result, so that any width will do that holds the longest row. Rows that are on the
    disk stay there: batches of them are gathered, those that are expected while others are trained on.
    """

    def __init__(self, rows: Mapping[str, Values], names: Iterable[str]) -> None:
        self.arrays: dict[str, Array] = {}
        self.lengths: dict[str, Indices] = {}
        for name in names:
            value = rows[name]
            if isinstance(value, Ragged):
                self.arrays[name], self.lengths[name] = value.padded(), value.lengths
            else:
                self.arrays[name] = value
        self.stored = any(isinstance(array, np.memmap) for array in self.arrays.values())
        self._coming: dict[int, tuple[Indices, Future[dict[str, Array]]]] = {}

    def expect(self, batches: Iterable[Indices]) -> None:
        """Effect: these batches are being gathered, if they are on the disk."""
        for chosen in batches if self.stored else ():
            self._coming[id(chosen)] = chosen, _feeder().submit(self._gathered, chosen)

    def taken(self, chosen: Indices) -> dict[str, Array]:
        """Some rows."""
        _, coming = self._coming.pop(id(chosen), (chosen, None))
        return self._gathered(chosen) if coming is None else coming.result()

    def _gathered(self, chosen: Indices) -> dict[str, Array]:
        return {name: array[chosen] for name, array in self.arrays.items()}

    def widths(self, chosen: Indices) -> dict[str, int]:
        """How many places of each sequence some rows need."""
        return {
            name: min(wide_enough(int(lengths[chosen].max())), self.arrays[name].shape[1])
            for name, lengths in self.lengths.items()
        }


@cache
def _feeder() -> ThreadPoolExecutor:
    """Who gathers batches beside training."""
    return ThreadPoolExecutor(1, "feeder")


def wide_enough(longest: int) -> int:
    """The next of 8, 12, 16, 24, 32, 48, …: at most half as wide again.

    >>> [wide_enough(n) for n in (1, 9, 13, 20, 100)]
    [8, 12, 16, 24, 128]
    """
    width = SHORTEST
    while width < longest:
        half = width * 3 // 2
        width = half if half >= longest else 2 * width
    return width
