"""The learning rate on steps of one's own."""

from __future__ import annotations

from pydantic import model_validator

from tenet.catalogue.definition import NotNegative
from tenet.policy.duration import Time
from tenet.policy.schedule import Moment, Schedule
from tenet.types.shape import Misfit


class Piecewise(Schedule):
    """The factor of the last time that has come, counted since training began; 1 before the first."""

    at: tuple[Time, ...]
    """The times at which the factor changes."""
    factors: tuple[NotNegative, ...]
    """What the rate is multiplied by from each of them on."""

    @model_validator(mode="after")
    def _one_factor_each(self) -> Piecewise:
        if len(self.at) != len(self.factors):
            raise Misfit(
                f"has {len(self.at)} times, but {len(self.factors)} factors",
                "such as `piecewise(at=[30, 60], factors=[0.1, 0.01])`",
                setting="factors",
            )
        return self

    def after_warmup(self, at: Moment) -> float:
        """The factor that holds."""
        begun = [(at.clock.steps_of(t), f) for t, f in zip(self.at, self.factors, strict=True)]
        held = [(start, factor) for start, factor in begun if start <= at.since]
        return max(held, key=lambda pair: pair[0])[1] if held else 1.0
