"""What goes into fitting one stage, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from tenet.data.arrays import Array
from tenet.data.field import Class, FieldType
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

    @property
    def training(self) -> Array:
        """The training rows of the only input."""
        return self.values[0]


class Asked(Sequence[Array]):
    """Values that are worked out when somebody asks for them."""

    def __init__(self, ask: Iterable[Callable[[], Array]]) -> None:
        self._ask = tuple(ask)
        self._found: dict[int, Array] = {}

    def __len__(self) -> int:
        return len(self._ask)

    @overload
    def __getitem__(self, place: int) -> Array: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Array]: ...
    def __getitem__(self, place: int | slice) -> Array | Sequence[Array]:
        if isinstance(place, slice):
            return Asked(self._ask[place])
        if place not in self._found:
            self._found[place] = self._ask[place]()
        return self._found[place]


@frozen
class Fitted:
    """A stage as steps.

    Attributes:
        steps: done one after another; the first takes all inputs.
        settled: the stage with everything learnt written out, from which its type follows.
        columns: the raw columns that a selection takes, in place of inputs.
        before: what is done to each input first, if anything.
        takes: which of the inputs the first step takes, in this order, if not all.
        classes: what its categories stand for, where the spec does not say it.
    """

    steps: tuple[Step, ...]
    settled: Stage
    columns: tuple[Column, ...] = ()
    before: tuple[Step | None, ...] = ()
    takes: tuple[int, ...] | None = None
    classes: tuple[Class, ...] = ()


class OnlyMissing(Misfit):
    """A statistic is asked for, but the training rows hold no value."""
