"""The kind of thing that `mix` takes: while training, each row is mixed with another of its batch."""

from __future__ import annotations

from tenet.catalogue.definition import Definition, Positive


class Mixing(Definition):
    """While training, each row is mixed with another of its batch, which another order of the batch tells.

    For each batch a share s is drawn from Beta(alpha, alpha). All inputs are mixed alike; the loss is
    s loss(y) + (1 - s) loss(y'), for the row's own targets y and the other row's y'.
    """

    kind = "mixing"
    home = "tenet.policy.mixing"

    alpha: Positive = 1.0
    """How much is mixed: 1 draws every share alike, less keeps rows closer to what they are."""


class Mixup(Mixing):
    """s x + (1 - s) x', number by number. Source: Zhang et al. (2018), "mixup: beyond empirical risk minimization"."""


class Cutmix(Mixing):
    """Pictures with a box of the other's in its place: s is the share of the area that is kept.

    The box has sides sqrt(1 - s) as long as the picture's, and its middle anywhere; what lies outside
    is cut off, and s is counted anew. Source: Yun et al. (2019), "CutMix", sec. 3.
    """
