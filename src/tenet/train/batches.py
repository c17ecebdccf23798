"""The order of rows: shuffled for each epoch by seed, cut into batches."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

import numpy as np

from tenet.data.arrays import Indices
from tenet.data.drawing import generator

STRETCHES = 16
"""Of so many places of a table a buffer holds rows."""


def batch_count(rows: int, size: int) -> int:
    """How many batches an epoch has."""
    return len(_cuts(rows, size)) - 1


def shuffled_batches(
    rows: Indices, size: int, seed: int, *epoch: int, buffer: int | None = None
) -> Iterator[Indices]:
    """The training rows of an epoch, counted from some step or from 0, in their order by seed, batch by batch.

    They are shuffled among so many as the buffer holds.
    """
    return batches(_order(rows, generator(seed, "order", *map(str, epoch)), buffer), size)


def _order(rows: Indices, draw: np.random.Generator, buffer: int | None) -> Indices:
    """The rows as an epoch has them.

    A buffer that holds all of them changes nothing. A smaller one is filled with stretches of rows that lie together,
    drawn from anywhere, so that little of the table is looked at for long, and each batch has rows of many places.
    """
    if buffer is None or len(rows) <= buffer:
        return rows[draw.permutation(len(rows))]
    length = max(1, buffer // STRETCHES)
    begins = draw.permutation(np.arange(0, len(rows), length))
    order: list[Indices] = []
    for held in range(0, len(begins), STRETCHES):
        stretches = [rows[begin : begin + length] for begin in begins[held : held + STRETCHES]]
        order.append(draw.permutation(np.concatenate(stretches)))
    return np.concatenate(order)


def batches(rows: Indices, size: int) -> Iterator[Indices]:
    """Rows cut into batches; a last row that would be alone joins the batch before.

    One row has no variance, so that batch statistics of it would be no numbers.
    """
    cuts = _cuts(len(rows), size)
    return (rows[start:end] for start, end in pairwise(cuts))


def step_count(rows: int, size: int, accumulate: int) -> int:
    """How many steps an epoch has, each of so many batches; the last may have fewer.

    >>> step_count(70, 10, 3)
    3
    """
    return -(-batch_count(rows, size) // accumulate)


def grouped(cut: Iterator[Indices], accumulate: int) -> Iterator[list[Indices]]:
    """Batches by step."""
    return iter(lambda: [*islice(cut, accumulate)], [])


def _cuts(rows: int, size: int) -> list[int]:
    cuts = list(range(0, rows, size))
    if size > 1 and len(cuts) > 1 and rows - cuts[-1] == 1:
        cuts.pop()
    return [*cuts, rows]
