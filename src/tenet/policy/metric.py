"""The kind of thing that `metrics` lists."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from tenet.catalogue.definition import Definition
from tenet.catalogue.inputs import Inputs
from tenet.catalogue.setting import Wired

Task = Literal["classes", "bits", "numbers"]
"""What the loss compares: one class out of several, yes or no, or numbers."""


class Metric(Definition):
    """A judgement of predictions against targets, in the target's own units."""

    kind = "metric"
    home = "tenet.policy.metrics"
    inputs = Inputs(("output", "field"))
    """The pair that it judges; without one, it is the pair that the loss compares."""
    tasks = cast("tuple[Task, ...]", ())
    """What it can judge."""
    scalar = True
    """Whether it is one number, so that training can be stopped by it."""
    higher_is_better = True
    """In which direction it improves."""

    where: Annotated[bool, Wired("what is judged, bool")] = False
    """Which targets are judged; all, unless a field says."""

    @property
    def judges(self) -> tuple[Task, ...]:
        """What it can judge with these settings."""
        return self.tasks

    @property
    def of_scores(self) -> bool:
        """Whether it judges probabilities, and not the answers that follow from them."""
        return False

    def by_row(self, labels: int) -> bool:
        """Whether it looks at a row as a whole, which holds several places, or so many labels."""
        return False


class OfScores(Metric):
    """A judgement of probabilities."""

    @property
    def of_scores(self) -> bool:
        """Always."""
        return True
