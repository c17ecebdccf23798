"""Values by their rank, of numbers that are never held all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from tenet.data.arrays import Array

Blocks = Callable[[], Iterator[tuple[Array, ...]]]
HELD = 2**22
"""So many numbers are sorted at once, of all groups together."""
STEP = 16
"""So many bits of a number are looked at in one pass."""


def selected(
    blocks: Blocks, counts: Sequence[int], ranks: Sequence[Sequence[int]]
) -> tuple[Mapping[int, float], ...]:
    """The numbers of every group, of so many, that have some ranks, counted from 0, in the order of size.

    A pass counts numbers by their first bits, the next those among them that hold a rank by more bits, until few
    enough are left to be sorted: radix selection, which is exact. Most tables need one pass, or two.
    """
    most = HELD // len(counts)
    groups = [_Group(count, own, most) for count, own in zip(counts, ranks, strict=True)]
    while any(group.wanted for group in groups):
        for values in blocks():
            for group, own in zip(groups, values, strict=True):
                if group.wanted:
                    group.look(own)
        for group in groups:
            group.narrow()
    return tuple(group.found for group in groups)


class _Group:
    """The ranks that are wanted of a group, by the first bits of the numbers that hold them.

    Attributes:
        found: the numbers that are known by now.
        wanted: of each beginning, the ranks, and which they are among the numbers that begin so.
    """

    def __init__(self, count: int, ranks: Sequence[int], most: int) -> None:
        self._most = most
        self.found: dict[int, float] = {}
        self.wanted: dict[int, list[tuple[int, int]]] = {0: [(rank, rank) for rank in ranks]}
        self._bits = 0
        self._begin(count)

    def _begin(self, count: int) -> None:
        """Effect: the next pass keeps the numbers, if they are few, or counts them."""
        few = count <= self._most
        self._kept: dict[int, list[Array]] = {begun: [] for begun in self.wanted} if few else {}
        size = 0 if few else 2**STEP
        self._bins = {begun: np.zeros(size, np.int64) for begun in self.wanted if size}

    def look(self, values: Array) -> None:
        """Effect: some numbers are kept or counted."""
        keys = ordered_keys(values)
        for begun in self.wanted:
            own = keys if not self._bits else keys[keys >> np.uint64(64 - self._bits) == begun]
            if begun in self._kept:
                self._kept[begun].append(own)
            else:
                further = (own >> np.uint64(64 - self._bits - STEP)) & np.uint64(2**STEP - 1)
                self._bins[begun] += np.bincount(further.astype(np.int64), minlength=2**STEP)

    def narrow(self) -> None:
        """Effect: after a pass, ranks are found, or known by more bits."""
        for begun, kept in self._kept.items():
            places = [among for _, among in self.wanted[begun]]
            keys = np.partition(np.concatenate(kept), places)
            self.found |= {rank: number_of(int(keys[among])) for rank, among in self.wanted[begun]}
        narrower: dict[int, list[tuple[int, int]]] = {}
        left = 0
        for begun, bins in self._bins.items():
            ends = np.cumsum(bins)
            for rank, among in self.wanted[begun]:
                place = int(np.searchsorted(ends, among, side="right"))
                own = narrower.setdefault((begun << STEP) | place, [])
                own.append((rank, among - int(ends[place] - bins[place])))
                left += int(bins[place]) if len(own) == 1 else 0
        self._bits += STEP
        if self._bits == 64:  # equal numbers, of which there are many
            self.found |= {rank: number_of(key) for key, own in narrower.items() for rank, _ in own}
            narrower = {}
        self.wanted = narrower
        self._begin(left)


def ordered_keys(values: Array) -> Array:
    """Numbers as whole numbers of 64 bits that are in the same order; -0 is 0."""
    bits = (values + 0.0).view(np.uint64)
    negative = bits >> np.uint64(63) == 1
    return np.where(negative, ~bits, bits | np.uint64(2**63))


def number_of(key: int) -> float:
    """The number that a key stands for.

    >>> [number_of(int(key)) for key in ordered_keys(np.array([-2.5, 0.0, 7.0]))]
    [-2.5, 0.0, 7.0]
    """
    bits = key & (2**63 - 1) if key >> 63 else ~key & (2**64 - 1)
    return float(np.array(bits, np.uint64).view(np.float64))
