"""Rows dealt into folds, each judged once."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.setting import Dotted
from tenet.data.transform import Split


class Folds(Split):
    """Cross-validation: as many trainings as folds, each judged on a fold that it was not trained on.

    What transforms learn is learnt anew in each, from what is trained on. The mean of the folds, and how far they
    lie apart, tell what a single split of few rows leaves to chance. Rows for the test are in no fold.
    """

    count: Annotated[int, Field(ge=2, le=100)]
    """How many folds there are."""
    stratify: Annotated[str | None, Dotted("the name of a field")] = None
    """A field of one column whose values each fold holds in the same proportions."""
    test: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """The share of the rows that no fold holds: looked at once, at the end."""
    seed: Annotated[int, Field(ge=0, lt=2**64)] = 0
    """Another seed deals the rows out otherwise."""

    @property
    def trainings(self) -> int:
        """One for each fold."""
        return self.count

    @property
    def without_rows(self) -> tuple[str, ...]:
        """The parts whose share is nothing."""
        return () if self.test else ("test",)
