"""Feed an engine: rows as arrays, sequences padded no further than a batch needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tenet.data.arrays import Array, Indices, Ragged, Values

SHORTEST = 8
"""No batch is narrower than this, so that fewer programs are compiled."""


class Fed:
    """Rows by name, and how wide a batch of them must be.

    By law 8 padding changes no result, so that any width will do that holds the longest row.
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

    def widths(self, chosen: Indices) -> dict[str, int]:
        """How many places of each sequence some rows need."""
        return {
            name: min(wide_enough(int(lengths[chosen].max())), self.arrays[name].shape[1])
            for name, lengths in self.lengths.items()
        }


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
