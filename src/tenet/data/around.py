"""Rows that look at others: which are whole, and to which part of a split they belong."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from tenet.data.arrays import Indices
from tenet.data.pipeline import Pipeline


def whole_rows(pipeline: Pipeline, parts: Mapping[str, Indices], count: int) -> dict[str, Indices]:
    """The rows of each part that have all that their fields look at.

    A row is in the part in which all is that its fields take from rows to come; where these are in
    several parts, it is in none.
    """
    first, last = pipeline.reach(*pipeline.fields)
    if first == last == 0:
        return dict(parts)
    part_of = np.full(count, -1)
    for number, rows in enumerate(parts.values()):
        part_of[rows] = number
    chosen = np.arange(max(0, -first), count - max(0, last))
    found = part_of[chosen]
    for name in pipeline.fields:
        start, end = pipeline.reach(name)
        if start > 0:
            seen = np.stack([part_of[chosen + step] for step in range(start, end + 1)])
            found = np.where((seen == seen[0]).all(axis=0), seen[0], -1)
    return {name: chosen[found == number] for number, name in enumerate(parts)}
