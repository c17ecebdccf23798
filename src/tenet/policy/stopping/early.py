"""Early stopping."""

from __future__ import annotations

from typing import Annotated

from tenet.catalogue.definition import Count, NotNegative
from tenet.catalogue.setting import Dotted
from tenet.policy.stop import Stop


class Early(Stop):
    """End when a metric has not improved for `patience` epochs; the best epoch is what is kept.

    Where `validate` says how often validation is measured, these times are counted instead of epochs.

    Source: Prechelt (1998).
    """

    monitor: Annotated[str, Dotted("a metric such as validation.loss")] = "validation.loss"
    """What is watched: a split and a metric."""
    patience: Count = 5
    """How many epochs without improvement are too many."""
    minimum: NotNegative = 0.0
    """How much better an epoch must be to count as an improvement."""
