"""Steps divided by the root of what gradients usually are."""

from __future__ import annotations

from typing import Annotated

from tenet.catalogue.definition import Fraction, Positive
from tenet.catalogue.setting import Usual
from tenet.policy.optimizer import Optimizer


class Rmsprop(Optimizer):
    """v = alpha v + (1-alpha) g²; b = momentum b + g / (sqrt(v) + eps); p = p - lr * b.

    With `centered` it is sqrt(v - m²), where m = alpha m + (1-alpha) g (Graves, 2013, eq. 38-41).
    Weight decay is coupled: g + weight_decay * p. eps is outside the root, as in PyTorch.

    Source: Tieleman and Hinton (2012), lecture 6.5.
    """

    alpha: Fraction = 0.99
    """How slowly the running mean of squares forgets."""
    eps: Positive = 1e-8
    """Added to the root, so that a zero gradient is no division by zero."""
    momentum: Annotated[Fraction, Usual("0.9")] = 0.0
    """How much of the last step goes into the next."""
    centered: bool = False
    """Whether the variance stands under the root, and not the mean square."""
