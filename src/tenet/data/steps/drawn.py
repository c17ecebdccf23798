"""Steps that draw, anew for each row in each epoch."""

from __future__ import annotations

from tenet.data.step import Step


class Drawn(Step):
    """What draws; fields with one stream draw alike."""

    whole = True
    draws = True

    stream: int
    """From which of the plan's streams of random numbers."""


class Normal(Drawn):
    """Numbers of a normal distribution, `[N, *sizes]`."""

    takes = 0
    outside = True
    holds = "number"

    sizes: tuple[int, ...]
    """The shape of a row."""
    mean: float
    """Their mean."""
    std: float
    """Their standard deviation."""


class Augment(Drawn):
    """Each row changed at random, while it is trained on."""

    changes: tuple[tuple[str, str], ...]
    """The augmentations in order, each by its name and its settings as JSON."""
