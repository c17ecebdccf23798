"""What `checkpoint` takes: which states of training are kept."""

from __future__ import annotations

from typing import Annotated

from tenet.catalogue.definition import Count, Definition
from tenet.catalogue.setting import Dotted


class Keep(Definition):
    """A state of training that is kept."""

    kind = "checkpoint"
    home = "tenet.policy.keep"


class Best(Keep):
    """The weights where a metric was best: what is measured at the end, exported and evaluated."""

    monitor: Annotated[str, Dotted("a metric such as validation.loss")] = "validation.loss"
    """What tells which weights are best: a split and a metric."""


class Last(Keep):
    """Where training stands, and where it stood at the checkpoints before: the last so many."""

    count: Count = 2
    """How many. With more than one, a run goes on though a file of it is damaged."""
