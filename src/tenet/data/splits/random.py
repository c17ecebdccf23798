"""Rows dealt out at random."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.setting import Dotted
from tenet.data.shares import Shares


class Random(Shares):
    """Rows at random: the same seed and number of rows always give the same parts.

    Shares that are given stand for themselves, and what is not given beside them is nothing; without
    any, they are 70%, 15% and 15%.
    """

    stratify: Annotated[str | None, Dotted("the name of a field")] = None
    """A field of one column whose values each part holds in the same proportions."""
    seed: Annotated[int, Field(ge=0, lt=2**64)] = 0
    """Another seed deals the rows out otherwise."""
