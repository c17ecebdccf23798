"""Deal groups of rows out at random, by a counter-based generator."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tenet.data.arrays import Array, Indices
from tenet.data.splits.by_group import ByGroup


def by_group(split: ByGroup, rows: int, groups: Array | None) -> Mapping[str, Indices]:
    """The rows of each part, ascending; each group is in one part."""
    assert groups is not None
    shares = np.array([split.train, split.validation, split.test], np.float64)
    parts = dealt_whole(groups, shares, split.seed)
    return dict(zip(("train", "validation", "test"), parts, strict=True))


def dealt_whole(groups: Array, shares: Array, seed: int) -> list[Indices]:
    """The rows that each share gets, ascending; `groups` tells whose each row is.

    Groups come in a random order that depends on the seed and on where they first stand; each goes to
    the share that lacks most of its rows.
    """
    _, first, number, counts = np.unique(
        groups, return_index=True, return_inverse=True, return_counts=True
    )
    appearing = np.argsort(first, kind="stable")
    draws = np.random.Philox(key=seed).random_raw(len(counts))
    given = np.zeros(len(shares))
    part_of = np.zeros(len(counts), np.int64)
    for group in appearing[np.argsort(draws, kind="stable")]:
        lacking = np.where(shares > 0, shares * len(groups) - given, -np.inf)
        part_of[group] = np.argmax(lacking)
        given[part_of[group]] += counts[group]
    parts = part_of[number.reshape(-1)]
    return [np.flatnonzero(parts == n) for n in range(len(shares))]
