"""Adam that looks ahead along its momentum."""

from __future__ import annotations

from math import expm1, log

from pydantic import model_validator

from tenet.catalogue.definition import Positive
from tenet.policy.optimizer import Optimizer
from tenet.policy.optimizers.adam import check_betas

TERMS = 60
"""Terms of a series that falls by half each time: all that float64 can tell."""


class Nadam(Optimizer):
    """p = p - lr (μ' m / (1 - P μ') + (1 - μ) g / (1 - P)) / (sqrt(v̂) + eps), with m and v̂ of `adam`.

    μ at step t is β1 (1 - 0.96^(t ψ) / 2), μ' that of the next step, P the product of all μ up to t, ψ
    the `momentum_decay`. Weight decay is coupled: g + weight_decay * p.

    Source: Dozat (2016), algorithm 2, in the form of PyTorch.
    """

    betas: tuple[float, ...] = (0.9, 0.999)
    """How slowly the two running means forget."""
    eps: Positive = 1e-8
    """Added to the root, so that a zero gradient is no division by zero."""
    momentum_decay: Positive = 0.004
    """How soon the momentum has its full strength."""

    @model_validator(mode="after")
    def _two_betas_below_one(self) -> Nadam:
        check_betas(self.betas)
        return self

    @property
    def warming(self) -> float:
        """The logarithm of what 0.96^(t ψ) is multiplied by from step to step."""
        return self.momentum_decay * log(0.96)

    @property
    def series(self) -> tuple[tuple[float, float], ...]:
        """Pairs (w, r) for which P = β1ᵗ exp(sum(w expm1(r t))).

        With q = 0.96^ψ, log(1 - qⁱ / 2) is -sum(q^(i k) / (k 2ᵏ)), and sums of q^(i k) over i are
        geometric. So P is a function of the step, and no slot.
        """
        rates = [(k, k * self.warming) for k in range(1, TERMS)]
        return tuple((1 / expm1(-rate) / (k * 2.0**k), rate) for k, rate in rates)
