"""Steps in the units of the parameters."""

from __future__ import annotations

from tenet.catalogue.definition import Fraction, Positive
from tenet.policy.optimizer import Optimizer


class Adadelta(Optimizer):
    """v = rho v + (1-rho) g²; d = g sqrt(u + eps) / sqrt(v + eps); u = rho u + (1-rho) d²; p = p - lr * d.

    Weight decay is coupled: g + weight_decay * p. The paper has no rate: that is `adadelta(1)`.

    Source: Zeiler (2012), algorithm 1.
    """

    rho: Fraction = 0.9
    """How slowly the two running means forget."""
    eps: Positive = 1e-6
    """Added under both roots, so that the first step is not zero."""
