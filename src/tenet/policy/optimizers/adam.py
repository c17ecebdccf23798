"""Adam and its variant with decoupled weight decay."""

from __future__ import annotations

from pydantic import model_validator

from tenet.catalogue.definition import NotNegative, Positive
from tenet.policy.optimizer import Optimizer
from tenet.types.shape import Misfit


class Adam(Optimizer):
    """m = β1 m + (1-β1) g; v = β2 v + (1-β2) g²; p = p - lr * m̂ / (sqrt(v̂) + eps).

    m̂ = m / (1-β1ᵗ), v̂ = v / (1-β2ᵗ). Weight decay is coupled: g + weight_decay * p.

    Source: Kingma and Ba (2015), algorithm 1.
    """

    betas: tuple[float, ...] = (0.9, 0.999)
    """How slowly the two running means forget."""
    eps: Positive = 1e-8
    """Added to the root, so that a zero gradient is no division by zero."""
    amsgrad: bool = False
    """Whether v̂ is the largest v so far (Reddi et al., 2018), divided by 1-β2ᵗ, as in PyTorch."""

    @model_validator(mode="after")
    def _two_betas_below_one(self) -> Adam:
        check_betas(self.betas)
        return self


class Adamw(Optimizer):
    """Adam with decoupled decay: p = p - lr * (m̂ / (sqrt(v̂) + eps) + weight_decay * p).

    Source: Loshchilov and Hutter (2019), algorithm 2.
    """

    betas: tuple[float, ...] = (0.9, 0.999)
    """How slowly the two running means forget."""
    eps: Positive = 1e-8
    """Added to the root, so that a zero gradient is no division by zero."""
    weight_decay: NotNegative = 0.01
    """How strongly weights are drawn towards zero."""
    amsgrad: bool = False
    """Whether v̂ is the largest v so far (Reddi et al., 2018), divided by 1-β2ᵗ, as in PyTorch."""

    @model_validator(mode="after")
    def _two_betas_below_one(self) -> Adamw:
        check_betas(self.betas)
        return self


def check_betas(betas: tuple[float, ...]) -> None:
    """Check that there are two shares below one; raises Misfit."""
    if len(betas) != 2 or not all(0 <= beta < 1 for beta in betas):
        raise Misfit(
            "takes two betas, each at least 0 and below 1",
            "such as `betas=[0.9, 0.999]`",
            setting="betas",
        )
