"""What a loop runs: at first what the text gives, then a graph of its own."""

from __future__ import annotations

from abc import abstractmethod

from tenet.types.dim import Dim
from tenet.types.tensor import TensorType


class Runnable:
    """What a loop can be given to run, beside an operation: a block in use, what is shared, a composition."""


class Closed(Runnable):
    """What a loop runs, closed: all that it reads is given to it, and its parameters have their paths.

    Attributes:
        states: how many of its inputs, after the first, come back as results for the next turn.
        lengths: the named sizes whose real number of places in each row is given to it last.
    """

    states: int
    lengths: tuple[str, ...]

    @property
    @abstractmethod
    def takes(self) -> tuple[TensorType, ...]:
        """The types of its inputs."""

    @property
    @abstractmethod
    def gives(self) -> tuple[TensorType, ...]:
        """The types of its results."""

    @property
    @abstractmethod
    def macs(self) -> Dim:
        """Multiply-adds of one turn, for one row."""
