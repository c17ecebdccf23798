"""Steps that become shorter where gradients have been large."""

from __future__ import annotations

from tenet.catalogue.definition import Positive
from tenet.policy.optimizer import Optimizer


class Adagrad(Optimizer):
    """s = s + g²; p = p - lr * g / (sqrt(s) + eps), s from zero on.

    Weight decay is coupled: g + weight_decay * p.

    Source: Duchi et al. (2011), fig. 1, in the form of PyTorch.
    """

    eps: Positive = 1e-10
    """Added to the root, so that a zero gradient is no division by zero."""
