"""Stochastic gradient descent."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from tenet.catalogue.definition import Fraction
from tenet.catalogue.setting import Usual
from tenet.policy.optimizer import Optimizer
from tenet.types.shape import Misfit


class Sgd(Optimizer):
    """g' = g + weight_decay * p; v = momentum * v + g'; p = p - learning_rate * v.

    With `nesterov` the step is g' + momentum * v instead of v (Sutskever et al., 2013, in the form
    of PyTorch). The decay is coupled: it passes through the momentum.
    """

    momentum: Annotated[Fraction, Usual("0.9")] = 0.0
    """How much of the last step goes into the next."""
    nesterov: bool = False
    """Whether the gradient is taken as if the step had been made."""

    @model_validator(mode="after")
    def _nesterov_needs_momentum(self) -> Sgd:
        if self.nesterov and self.momentum == 0:
            raise Misfit(
                "looks ahead along the momentum, but there is none",
                "give `momentum=0.9`",
                setting="nesterov",
            )
        return self
