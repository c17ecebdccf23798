"""Draw random numbers by seed and purpose: of its own for each row in each epoch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np

from tenet.data.arrays import Indices


def generator(seed: int, *purpose: str) -> np.random.Generator:
    """A generator of its own for a seed and a purpose."""
    key = blake2b(":".join((str(seed), *purpose)).encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(key, "little")))


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """For which rows is drawn or read, and when.

    What a row draws depends on nothing but these, whichever rows are beside it.

    Attributes:
        rows: the numbers of the rows.
        seed: of the run.
        epoch: from 1 while training; 0 for what is judged.
        folder: from where paths of files are taken.
        predicting: whether the rows are new ones, of which nothing is hidden from the model.
    """

    rows: Indices
    seed: int = 0
    epoch: int = 0
    folder: Path = Path()
    predicting: bool = False

    @property
    def training(self) -> bool:
        """Whether the rows are being trained on."""
        return self.epoch > 0

    def each(self, stream: int) -> Iterator[np.random.Generator]:
        """A generator for each row; the same in every field of one stream."""
        for row in self.rows:
            yield generator(self.seed, "data", str(stream), str(self.epoch), str(row))
