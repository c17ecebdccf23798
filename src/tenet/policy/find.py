"""A learning rate that is found by a test before training."""

from __future__ import annotations

from math import inf

from pydantic import model_validator

from tenet.catalogue.definition import Definition
from tenet.types.shape import Misfit
from tenet.types.tensor import Interval


class Search(Definition):
    """A way to find a learning rate."""

    kind = "search for a rate"
    home = "tenet.policy.find"


class Find(Search):
    """The rate of a range test: a tenth of the rate at which the loss is least, while it rises.

    Before training, the rate rises from the first to the last of the range in a hundred steps, each longer
    than the one before by the same factor, until the loss breaks away. The run holds what was found, so that it is
    resumed and repeated with it.

    Source: Smith (2017), "Cyclical learning rates", sec. 3.3; a tenth of the least as in fast.ai.
    """

    rates: Interval
    """Between which rates it lies."""

    @model_validator(mode="after")
    def _positive(self) -> Find:
        if not 0 < self.rates.low < self.rates.high < inf:
            raise Misfit(
                f"looks for a rate above zero between two ends, not in {self.rates}",
                "such as `find(1e-6..1)`",
            )
        return self
