"""Tokens of rows hidden at random, in numpy."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from tenet.data.arrays import Array, Indices, Ragged
from tenet.data.drawing import Draws
from tenet.data.steps.tokens import ChosenTokens, HiddenTokens


def chosen_tokens(step: ChosenTokens, draws: Draws, x: Ragged) -> Ragged:
    """Where tokens were chosen; nowhere in rows to predict."""
    found = np.zeros(len(x.places), np.bool_)
    for _, chosen in _each(step, draws, x):
        found[chosen] = True
    return x.like(found)


def hidden_tokens(step: HiddenTokens, draws: Draws, x: Ragged) -> Ragged:
    """The tokens, the chosen ones hidden."""
    tokens = x.places.copy()
    others = _others(step.spared, step.count)
    for random, chosen in _each(step, draws, x):
        fate = random.random(len(chosen))
        drawn = (
            others[random.integers(0, max(len(others), 1), len(chosen))]
            if len(others)
            else step.mask
        )
        changed = np.where(fate < step.random, drawn, step.mask)
        hides = fate < 1 - step.keep
        tokens[chosen[hides]] = changed[hides]
    return x.like(tokens)


def _each(step: ChosenTokens, draws: Draws, x: Ragged) -> list[tuple[np.random.Generator, Indices]]:
    """The generator of each row, and which places of all it chose first."""
    if draws.predicting:
        return []
    free = ~_is_spared(step.spared, x.places)
    made = []
    for random, start, length in zip(draws.each(step.stream), x.starts, x.lengths, strict=True):
        eligible = start + np.flatnonzero(free[start : start + length])
        count = max(1, round(step.share * len(eligible)))
        made.append((random, np.sort(random.permutation(eligible)[:count])))
    return made


def _is_spared(spared: tuple[int, ...], tokens: Array) -> Array:
    return np.isin(tokens, np.array(spared, np.int64))


@lru_cache(maxsize=4)
def _others(spared: tuple[int, ...], count: int) -> Array:
    """The tokens that may be put for others."""
    return np.setdiff1d(np.arange(count), np.array(spared, np.int64))
