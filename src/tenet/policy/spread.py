"""How the values of a range are spread."""

from __future__ import annotations

from math import inf

from pydantic import model_validator

from tenet.catalogue.definition import Definition
from tenet.types.shape import Misfit
from tenet.types.tensor import Interval


class Spread(Definition):
    """A range of which values are drawn otherwise than evenly."""

    kind = "spread"
    home = "tenet.policy.spread"


class Log(Spread):
    """A range whose logarithms are drawn evenly: as many values from 1e-4 to 1e-3 as from 1e-3 to 1e-2."""

    values: Interval
    """From where to where."""

    @model_validator(mode="after")
    def _positive(self) -> Log:
        if not 0 < self.values.low < self.values.high < inf:
            raise Misfit(
                f"spreads a range above zero between two ends, not {self.values}",
                "such as `log(1e-4..1e-2)`",
            )
        return self
