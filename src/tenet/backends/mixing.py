"""Mix the rows of a batch: which with which, how much of each, and what the loss is given of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from tenet.backends.engine import Job
from tenet.backends.feeding import Fed
from tenet.data.arrays import Array, Indices
from tenet.data.drawing import generator
from tenet.policy.mixing import Cutmix, Mixing

Blend = tuple[Any, Any, Any]
"""Partners, what is kept, and the share of it, as arrays of one framework."""


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """How the rows of a batch are mixed.

    Attributes:
        partners: the place in the batch of each row's other row.
        keep: how much of a row is its own: one share, or 1 and 0 for each place of a picture, f32.
    """

    partners: Indices
    keep: Array

    @property
    def share(self) -> Array:
        """How much of a row is its own, all in all."""
        return np.array(self.keep.mean(dtype=np.float64), np.float32)


def draw_mixture(
    mix: Mixing, rows: Indices, size: tuple[int, ...], seed: int, step: int
) -> Mixture:
    """How a batch of some rows is mixed in a step; `size` is that of pictures, height and width.

    It hangs on seed, step and rows alone, so that every backend is given the same, and a step can be done again.
    """
    random = generator(seed, "mix", str(step), str(rows[0]))
    share = random.beta(mix.alpha, mix.alpha)
    partners = random.permutation(len(rows))
    if not isinstance(mix, Cutmix):
        return Mixture(partners, np.array(share, np.float32))
    keep = np.ones(size[-2:], np.float32)
    sides = [_side(length, sqrt(1 - share), random.random()) for length in size[-2:]]
    keep[sides[0], sides[1]] = 0
    return Mixture(partners, keep)


def _side(length: int, share: float, middle: float) -> slice:
    """From where to where a box of a share of a side reaches, around a middle from 0 to 1.

    >>> _side(10, 0.4, 0.5), _side(10, 0.4, 0.0), _side(10, 0, 0.5)
    (slice(3, 7, None), slice(0, 2, None), slice(5, 5, None))
    """
    wide = int(length * share)
    start = int(length * middle) - wide // 2
    return slice(max(start, 0), min(start + wide, length))


def mixture(job: Job, fed: Fed, rows: Indices, step: int) -> Mixture | None:
    """How a batch of rows is mixed in a step of training; none where rows are not."""
    if job.mix is None:
        return None
    first = fed.arrays[next(iter(job.graphs.trained.inputs))]
    return draw_mixture(job.mix, rows, first.shape[1:], job.seed, step)


def arguments(job: Job, batch: Mapping[str, Any], by: Blend | None) -> tuple[Any, ...]:
    """What the loss is given of a batch, in order. Unless it is mixed by something, each row is all its own."""
    graphs = job.graphs
    if graphs.share is None:
        return tuple(batch[name] for name in job.arguments)
    given, others, share = dict(batch), batch, 1.0
    if by is not None:
        partners, keep, share = by
        others = {name: values[partners] for name, values in batch.items()}
        for name in graphs.trained.inputs:
            given[name] = keep * batch[name] + (1 - keep) * others[name]
    given |= {name: others[field] for name, field in graphs.partners.items()}
    given[graphs.share] = share
    return tuple(given[name] for name in job.arguments)
