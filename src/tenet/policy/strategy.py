"""The ways in which `sweep` searches its space."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.definition import Definition


class Strategy(Definition):
    """A rule that says what a trial tries, given what others have found."""

    kind = "way to search"
    home = "tenet.policy.strategy"


class Seeded(Strategy):
    """One that draws."""

    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
    """From which trials are drawn."""


class Tpe(Seeded):
    """What was good so far, more often: a density of good trials against one of the others, for each param.

    Source: Bergstra et al. (2011), "Algorithms for hyper-parameter optimization", sec. 4; by optuna.
    """


class Random(Seeded):
    """Trials drawn independently, which misses no param that matters.

    Source: Bergstra and Bengio (2012).
    """


class Grid(Strategy):
    """Every combination of values, once, in the order of the text."""
