"""What goes into fitting one stage, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path

from tenet.data.arrays import Array
from tenet.data.field import Class, FieldType
from tenet.data.step import Step
from tenet.data.steps.column import Column
from tenet.data.transform import Stage
from tenet.frozen import frozen
from tenet.types.shape import Misfit


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """The inputs of a stage: what they are, and their values in the training rows only.

    The values come in parts, and there are so many rows, or places, of them.
    """

    types: tuple[FieldType, ...] = ()
    values: Sequence[Callable[[], Iterator[Array]]] = ()
    stream: int = 0
    """From which random numbers a stage draws."""
    part: int = 0
    """Which of the fields is wanted that a stage gives."""
    folder: Path = Path()
    """From where the files are found that a stage learns from."""

    sequences: tuple[bool, ...] = ()
    """Which of the inputs are sequences, whose types are those of a place."""

    @property
    def type(self) -> FieldType:
        """The type of the only input."""
        return self.types[0]

    def text(self, path: str) -> str:
        """What a file of UTF-8 holds, below the folder; raises Misfit."""
        file = self.folder / path
        try:
            return file.read_text("utf-8")
        except UnicodeDecodeError as error:
            message = f'cannot read "{path}": byte {error.start:,} is not UTF-8'
            raise Misfit(message, "save it as UTF-8") from None
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            message = f'cannot read "{path}": {reason}'
            raise Misfit(message, "paths start from the folder of the spec") from None

    def parts(self) -> Iterator[Array]:
        """The training rows of the only input, some at a time; worked out again whenever somebody asks."""
        return self.values[0]()

    @property
    def elements(self) -> int:
        """How many elements a row of the only input has."""
        return prod(int(str(size)) for size in self.type.shape)


@frozen
class Fitted:
    """A stage as steps.

    Attributes:
        steps: done one after another; the first takes all inputs.
        settled: the stage with everything learnt written out, from which its type follows.
        columns: the raw columns that a selection takes, in place of inputs.
        beside: the columns that the first step takes behind its inputs.
        before: what is done to each input first, if anything.
        takes: which of the inputs the first step takes, in this order, if not all.
        classes: what its categories stand for, where the spec does not say it.
    """

    steps: tuple[Step, ...]
    settled: Stage
    columns: tuple[Column, ...] = ()
    beside: tuple[str, ...] = ()
    before: tuple[Step | None, ...] = ()
    takes: tuple[int, ...] | None = None
    classes: tuple[Class, ...] = ()


class OnlyMissing(Misfit):
    """A statistic is asked for, but the training rows hold no value."""
