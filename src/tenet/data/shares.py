"""The shares of the rows that training, validation and test get."""

from __future__ import annotations

from math import fsum
from typing import Annotated, Any

from pydantic import Field, model_validator

from tenet.catalogue.definition import Percent
from tenet.catalogue.setting import ByName
from tenet.data.transform import Split
from tenet.types.shape import Misfit

Share = Annotated[float, Field(ge=0, le=1), ByName()]


class Shares(Split):
    """A split that says how much each part gets.

    Shares that are given stand for themselves, and what is not given beside them is nothing; without
    any, they are 70%, 15% and 15%.
    """

    train: Annotated[float, Field(gt=0, le=1), ByName()] = Percent(0.70)
    """The share to train on, and to fit transforms on."""
    validation: Share = Percent(0.15)
    """The share that early stopping and the choice of an epoch look at."""
    test: Share = Percent(0.15)
    """The share that is looked at once, at the end."""

    @model_validator(mode="before")
    @classmethod
    def _rest_is_nothing(cls, given: Any) -> Any:
        shares = ("train", "validation", "test")
        if isinstance(given, dict) and any(share in given for share in shares):
            return {**dict.fromkeys(shares[1:], Percent(0)), **given}
        return given

    @model_validator(mode="after")
    def _whole(self) -> Shares:
        shares = (self.train, self.validation, self.test)
        total = fsum(shares)
        if abs(total - 1) > 1e-9:  # rounding of percentages, not a share of rows
            parts = ", ".join(f"{share * 100:g}%" for share in shares)
            raise Misfit(
                f"deals out {total * 100:g}% of the rows: train, validation and test are {parts}",
                "the three shares must add up to 100%; write 0% for a part that is not wanted",
            )
        return self

    @property
    def without_rows(self) -> tuple[str, ...]:
        """The parts whose share is nothing."""
        return tuple(part for part in ("validation", "test") if getattr(self, part) == 0)
