"""Deal rows out into folds, by a counter-based generator."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tenet.data.arrays import Array, Indices
from tenet.data.divide.by_group import dealt_whole
from tenet.data.divide.random import dealt
from tenet.data.splits.folds import Folds


def folds(split: Folds, rows: int, told: Array | None, fold: int) -> Mapping[str, Indices]:
    """The rows of each part in one of the trainings, ascending; the test is the same in all.

    Told is whose each row is, where groups stay together, or else what to stratify by.
    """
    shares = np.array([split.test, *[(1 - split.test) / split.count] * split.count], np.float64)
    if split.group is None:
        test, *parts = dealt(rows, told, shares, split.seed)
    else:
        assert told is not None
        test, *parts = dealt_whole(told, shares, split.seed)
        parts.sort(key=len)  # a fold without rows is met before any training
    rest = [part for place, part in enumerate(parts) if place != fold]
    return {"train": np.sort(np.concatenate(rest)), "validation": parts[fold], "test": test}
