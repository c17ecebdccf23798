"""An initialiser: the distribution from which a parameter's first values are drawn."""

from __future__ import annotations

from abc import abstractmethod
from typing import Literal

from tenet.catalogue.definition import Definition
from tenet.frozen import frozen


@frozen
class Draw:
    """A distribution in numbers.

    normal(centre, spread), uniform(centre ± spread), constant, or a matrix whose columns, or rows
    where it is wide, are orthogonal and as long as the spread. Row `zero_row`, if any, is zeros.
    """

    shape: Literal["normal", "uniform", "constant", "orthogonal"]
    centre: float
    spread: float = 0.0
    zero_row: int | None = None


class Initialiser(Definition):
    """How a parameter starts."""

    kind = "initialiser"
    home = "tenet.initialisers"
    axes = 0
    """How many axes a parameter has at least, for this to mean anything."""

    @abstractmethod
    def draw(self, fan_in: int, fan_out: int) -> Draw:
        """The distribution for a parameter of these fans."""
