"""All gradients together, as one long vector."""

from __future__ import annotations

from tenet.catalogue.definition import Positive
from tenet.policy.clip import Clip


class GlobalNorm(Clip):
    """g * min(1, most / |g|), |g| the root of the sum of squares of all gradients.

    The direction stays. Source: Pascanu et al. (2013), algorithm 1.
    """

    most: Positive
    """How long the vector of all gradients may be."""
