"""Steps of one length, in the direction of a momentum."""

from __future__ import annotations

from pydantic import model_validator

from tenet.policy.optimizer import Optimizer
from tenet.policy.optimizers.adam import check_betas


class Lion(Optimizer):
    """p = p - lr * (sign(β1 m + (1-β1) g) + weight_decay * p); m = β2 m + (1-β2) g.

    Each number moves by the rate, so that a rate of a third to a tenth of Adam's suits. The decay is
    decoupled.

    Source: Chen et al. (2023), algorithm 2.
    """

    betas: tuple[float, ...] = (0.9, 0.99)
    """How much of the momentum goes into a step, and how slowly the momentum forgets."""

    @model_validator(mode="after")
    def _two_betas_below_one(self) -> Lion:
        check_betas(self.betas)
        return self
