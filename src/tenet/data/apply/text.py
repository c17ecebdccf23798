"""Texts: written alike, and divided into a sequence of parts, in Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np

from tenet.data.arrays import Array, Ragged
from tenet.data.steps.text import Characters, Lower, Replace, SplitWords

WORD = re.compile(r"\w+(?:['\u2019]\w+)*|[^\w\s]")
"""A run of letters and digits, which apostrophes may join; any other sign is a word of its own."""


def lower(_step: Lower, x: Array) -> Array:
    """The texts in lower case."""
    return _texts([text.lower() for text in x.reshape(-1)]).reshape(x.shape)


def replace(step: Replace, x: Array) -> Array:
    """The texts with the one part for the other."""
    return _texts([text.replace(step.old, step.new) for text in x.reshape(-1)]).reshape(x.shape)


def split_words(_step: SplitWords, x: Array) -> Ragged:
    """The words of each text."""
    return _divided(WORD.findall, x)


def characters(_step: Characters, x: Array) -> Ragged:
    """The characters of each text."""
    return _divided(list, x)


def _divided(parts_of: Callable[[str], Iterable[str]], x: Array) -> Ragged:
    parts = [list(parts_of(text)) for text in x.reshape(-1)]
    lengths = np.array([len(row) for row in parts], np.int64)
    return Ragged(_texts([part for row in parts for part in row]), lengths)


def _texts(texts: list[str]) -> Array:
    return np.array(texts, dtype=object).reshape(-1)
