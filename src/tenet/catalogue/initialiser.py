"""An initialiser: the distribution from which a parameter's first values are drawn."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Literal

from tenet.catalogue.definition import Definition


@dataclass(frozen=True, slots=True)
class Draw:
    """A distribution in numbers: normal(centre, spread), uniform(centre ± spread), or constant."""

    shape: Literal["normal", "uniform", "constant"]
    centre: float
    spread: float = 0.0


class Initialiser(Definition):
    """How a parameter starts."""

    kind: ClassVar[str] = "initialiser"
    home: ClassVar[str] = "tenet.initialisers"

    @abstractmethod
    def draw(self, fan_in: int, fan_out: int) -> Draw:
        """The distribution for a parameter of these fans."""
