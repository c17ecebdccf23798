"""Rows dealt into folds, each judged once."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from tenet.catalogue.setting import ByName, Dotted
from tenet.data.transform import Split
from tenet.types.shape import Misfit


class Folds(Split):
    """Cross-validation: as many trainings as folds, each judged on a fold that it was not trained on.

    What transforms learn is learnt anew in each, from what is trained on. The mean of the folds, and how far they
    lie apart, tell what a single split of few rows leaves to chance. Rows for the test are in no fold.
    """

    count: Annotated[int, Field(ge=2, le=100)]
    """How many folds there are."""
    stratify: Annotated[str | None, Dotted("the name of a field")] = None
    """A field of one column whose values each fold holds in the same proportions."""
    group: Annotated[str | None, Field(min_length=1), ByName()] = None
    """The column that tells whose a row is: rows that share its value stay together."""
    test: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """The share of the rows that no fold holds: looked at once, at the end."""
    seed: Annotated[int, Field(ge=0, lt=2**64)] = 0
    """Another seed deals the rows out otherwise."""

    @model_validator(mode="after")
    def _one_way(self) -> Folds:
        if self.group is not None and self.stratify is not None:
            raise Misfit(
                f'cannot keep each "{self.group}" together and give each fold its share of `{self.stratify}`',
                "say one of the two; whole groups matter more, since whom a network knows it is not tested on",
            )
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The column that tells whose a row is."""
        return () if self.group is None else (self.group,)

    @property
    def trainings(self) -> int:
        """One for each fold."""
        return self.count

    @property
    def without_rows(self) -> tuple[str, ...]:
        """The parts whose share is nothing."""
        return () if self.test else ("test",)
