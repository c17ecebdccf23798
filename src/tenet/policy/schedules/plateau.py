"""The learning rate by how training goes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.definition import Count, Fraction, NotNegative
from tenet.catalogue.setting import Dotted
from tenet.policy.schedule import Moment, Schedule


class Plateau(Schedule):
    """The rate times `factor` whenever a metric has not improved for `patience` epochs.

    After each time, the epochs are counted anew. How often that was is not a matter of time alone:
    it is told by what is measured, and a checkpoint holds it.
    """

    factor: Annotated[float, Field(gt=0, lt=1)] = 0.1
    """What the rate is multiplied by each time."""
    patience: Count = 10
    """How many epochs without improvement are too many."""
    monitor: Annotated[str, Dotted("a metric such as validation.loss")] = "validation.loss"
    """What is watched: a split and a metric."""
    minimum: NotNegative = 0.0
    """How much better an epoch must be to count as an improvement."""
    final: Fraction = 0.0
    """The share of the rate below which it does not fall."""

    def after_warmup(self, at: Moment) -> float:
        """Always one: see `after`."""
        return 1.0

    def after(self, times: int) -> float:
        """The factor after it was multiplied so many times."""
        return max(self.factor**times, self.final)
