"""Steps that draw, in numpy."""

from __future__ import annotations

from functools import cache

import numpy as np

from tenet.catalogue.lookup import find
from tenet.data.arrays import Array, Ragged, Values
from tenet.data.augmentation import Augmentation
from tenet.data.drawing import Draws
from tenet.data.implementation import implementation
from tenet.data.steps.drawn import Augment, Normal


def normal(step: Normal, draws: Draws) -> Array:
    """Normal numbers for each row."""
    rows = [random.standard_normal(step.sizes) for random in draws.each(step.stream)]
    drawn = np.stack(rows) if rows else np.empty((0, *step.sizes))
    return np.asarray(step.mean + step.std * drawn)


def augment(step: Augment, draws: Draws, x: Values) -> Values:
    """Each row changed; as it is where it is not trained on."""
    if not draws.training:
        return x
    rows = np.split(x.places, np.cumsum(x.lengths)[:-1]) if isinstance(x, Ragged) else list(x)
    changed = [
        _changed(step, random, row)
        for random, row in zip(draws.each(step.stream), rows, strict=True)
    ]
    return x.like(np.concatenate(changed)) if isinstance(x, Ragged) else np.stack(changed)


def _changed(step: Augment, random: np.random.Generator, row: Array) -> Array:
    """A row changed; each change draws for itself, so that what it leaves alone moves no other draw."""
    assert isinstance(random.bit_generator, np.random.Philox)
    for place, (term, settings) in enumerate(step.changes):
        change = _augmentation(term, settings)
        if change.moves or row.dtype != np.int64:
            own = np.random.Generator(random.bit_generator.jumped(place))
            row = implementation("tenet.data.augment", term)(change, own, row)
    return row


@cache
def _augmentation(term: str, settings: str) -> Augmentation:
    kind = find(Augmentation, term)
    assert kind is not None, term
    return kind.from_json(settings)
