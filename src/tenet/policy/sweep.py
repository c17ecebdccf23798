"""The settings of the `sweep` section."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from tenet.catalogue.definition import Count, Definition
from tenet.catalogue.setting import Dotted
from tenet.policy.strategy import Grid, Strategy, Tpe
from tenet.types.shape import Misfit

Monitor = Annotated[str | None, Dotted("a metric such as validation.loss")]


class Sweep(Definition):
    """Which values of params are tried. What is tried stands in `space { … }`, beside these settings."""

    kind = "section"

    trials: Count | None = None
    """How many combinations are tried; of a grid all of them, if it is not given."""
    search: Strategy = Tpe()
    """How they are chosen."""
    minimize: Monitor = None
    """What should be small: a split and a metric; `validation.loss`, if nothing is given."""
    maximize: Monitor = None
    """What should be large, instead."""

    @model_validator(mode="after")
    def _one_aim(self) -> Sweep:
        if self.minimize is not None and self.maximize is not None:
            raise Misfit(
                "has one aim: `minimize` or `maximize`",
                "leave one of the two out",
                setting="maximize",
            )
        if self.trials is None and not isinstance(self.search, Grid):
            raise Misfit("needs to know how many `trials`", "such as `trials = 40`")
        return self

    @property
    def monitor(self) -> str:
        """What trials are compared by."""
        return self.maximize or self.minimize or "validation.loss"
