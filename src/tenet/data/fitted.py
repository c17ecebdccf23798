"""What goes into fitting one stage, and what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tenet.data.arrays import Array
from tenet.data.field import FieldType
from tenet.data.step import Step
from tenet.data.steps.column import Column
from tenet.data.transform import Stage
from tenet.frozen import frozen
from tenet.types.shape import Misfit


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """The inputs of a stage: what they are, and their values in the training rows only."""

    types: tuple[FieldType, ...] = ()
    values: Sequence[Array] = ()
    stream: int = 0
    """From which random numbers a stage draws."""

    @property
    def type(self) -> FieldType:
        """The type of the only input."""
        return self.types[0]

    @property
    def training(self) -> Array:
        """The training rows of the only input."""
        return self.values[0]


@frozen
class Fitted:
    """A stage as steps.

    Attributes:
        steps: done one after another; the first takes all inputs.
        settled: the stage with everything learnt written out, from which its type follows.
        columns: the raw columns that a selection takes, in place of inputs.
        before: what is done to each input first, if anything.
    """

    steps: tuple[Step, ...]
    settled: Stage
    columns: tuple[Column, ...] = ()
    before: tuple[Step | None, ...] = ()


class OnlyMissing(Misfit):
    """A statistic is asked for, but the training rows hold no value."""
