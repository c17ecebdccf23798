"""What `ctc` is by its definition: every way to say labels, one by one."""

from __future__ import annotations

from functools import cache
from itertools import groupby, product
from typing import Any

import numpy as np
import numpy.typing as npt

from tenet.policy.losses.ctc import Ctc

Array = npt.NDArray[Any]


@cache
def ways(places: int, classes: int, blank: int) -> dict[tuple[int, ...], Array]:
    """All sequences of classes by the labels that they say."""
    found: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
    for way in product(range(classes), repeat=places):
        labels = tuple(label for label, _ in groupby(way) if label != blank)
        found.setdefault(labels, []).append(way)
    return {labels: np.array(each) for labels, each in found.items()}


def of_alignments(op: Ctc, p: Array, t: Array, *told: Array) -> tuple[Array, Array]:
    """Minus the logarithm of the summed probability of all ways; and whether the row counts."""
    given = dict(zip(op.measured, told, strict=True))
    longs = given.get("lengths", np.full(len(p), p.shape[1]))
    sizes = given.get("target_lengths", np.full(len(t), t.shape[1]))
    losses = np.zeros(len(p))
    for row, (long, size) in enumerate(zip(longs, sizes, strict=True)):
        all_ways = ways(int(long), p.shape[2], op.nothing(p.shape[2]))
        each = all_ways.get(tuple(map(int, t[row, :size])))
        chance = 0.0 if each is None else p[row, np.arange(long), each].prod(-1).sum()
        losses[row] = -np.log(chance) if chance else np.inf
    counts = np.isfinite(losses) if op.skip_impossible else np.ones(len(p), bool)
    return np.where(counts, losses, 0), counts.astype(float)
