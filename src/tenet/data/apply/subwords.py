"""Texts as the numbers of pieces, by the library `tokenizers`."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tenet.data.arrays import Array, Ragged
from tenet.data.steps.subwords import Subwords

if TYPE_CHECKING:
    from tokenizers import Tokenizer

AT_ONCE = 1 << 22
"""So many characters are divided at once."""


def subwords(step: Subwords, x: Array) -> Ragged:
    """The numbers of each text's pieces."""
    found: list[Array] = []
    lengths: list[int] = []
    for texts in _batches(x.reshape(-1).tolist()):
        rows = [
            row.ids
            for row in _tokenizer(step.tokenizer).encode_batch_fast(texts, add_special_tokens=False)
        ]
        lengths += map(len, rows)
        found += [np.array(row, np.int64) for row in rows]
    places = np.concatenate(found) if found else np.empty(0, np.int64)
    return Ragged(places, np.array(lengths, np.int64))


def _batches(texts: list[str]) -> list[list[str]]:
    """The texts in order, a few at a time, so that what is worked out beside them stays small."""
    batches: list[list[str]] = []
    held = AT_ONCE
    for text in texts:
        if held + len(text) > AT_ONCE:
            batches.append([])
            held = 0
        batches[-1].append(text)
        held += len(text)
    return batches


@lru_cache(maxsize=4)
def _tokenizer(text: str) -> Tokenizer:
    from tokenizers import Tokenizer  # noqa: PLC0415  # an extra

    made: Tokenizer = Tokenizer.from_str(text)
    return made
