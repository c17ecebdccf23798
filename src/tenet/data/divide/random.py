"""Deal rows out at random, by a counter-based generator."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tenet.data.arrays import Array, Indices
from tenet.data.splits.random import Random


def random(split: Random, rows: int, labels: Array | None) -> Mapping[str, Indices]:
    """The rows of each part, ascending; every row is in exactly one part."""
    shares = np.array([split.train, split.validation, split.test], np.float64)
    return dict(
        zip(("train", "validation", "test"), dealt(rows, labels, shares, split.seed), strict=True)
    )


def dealt(rows: int, labels: Array | None, shares: Array, seed: int) -> list[Indices]:
    """The rows of each share, ascending.

    Each row draws a number that depends on the seed and its place only; in each class the rows go
    out in the order of their numbers, by largest remainder.
    """
    draws = np.random.Philox(key=seed).random_raw(rows)
    classes = np.zeros(rows, np.int64) if labels is None else _numbered(labels)
    parts: list[list[Array]] = [[] for _ in shares]
    for number in range(int(classes.max(initial=-1)) + 1):
        members = np.flatnonzero(classes == number)
        order = members[np.argsort(draws[members], kind="stable")]
        ends = np.cumsum(_counts(len(members), shares))
        for part, chosen in zip(parts, np.split(order, ends[:-1]), strict=True):
            part.append(chosen)
    return [np.sort(np.concatenate([np.empty(0, np.int64), *groups])) for groups in parts]


def _numbered(labels: Array) -> Indices:
    cells = labels.astype(str) if labels.dtype == object else labels
    _, numbers = np.unique(cells, return_inverse=True)
    return np.asarray(numbers, np.int64).reshape(-1)


def _counts(rows: int, shares: Array) -> Indices:
    """Whole numbers that add up to `rows`; what is left over goes to the largest remainders.

    Equal remainders are served in the order train, validation, test; rounding is kept out of it.
    """
    wanted = np.round(rows * shares / shares.sum(), 9)
    counts: Indices = np.floor(wanted).astype(np.int64)
    order = np.argsort(-np.round(wanted - counts, 9), kind="stable")
    for part in order[: rows - int(counts.sum())]:
        counts[part] += 1
    return counts
