"""Deal rows out into folds, by a counter-based generator."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tenet.data.arrays import Array, Indices
from tenet.data.divide.random import dealt
from tenet.data.splits.folds import Folds


def folds(split: Folds, rows: int, labels: Array | None, fold: int) -> Mapping[str, Indices]:
    """The rows of each part in one of the trainings, ascending; the test is the same in all."""
    shares = np.array([split.test, *[(1 - split.test) / split.count] * split.count], np.float64)
    test, *parts = dealt(rows, labels, shares, split.seed)
    rest = [part for place, part in enumerate(parts) if place != fold]
    return {"train": np.sort(np.concatenate(rest)), "validation": parts[fold], "test": test}
