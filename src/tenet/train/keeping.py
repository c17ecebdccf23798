"""Keep states of training: the last few, newest first, and find one that is whole again."""

from __future__ import annotations

import time
from collections.abc import Mapping
from errno import ENOSPC
from pathlib import Path
from shutil import disk_usage

from tenet.atomic import NotWritten, rename
from tenet.backends.engine import Array
from tenet.diagnostics import TenetError
from tenet.frozen import frozen
from tenet.ir.graph import Parameter
from tenet.policy.duration import Clock
from tenet.policy.train import Train
from tenet.train.checkpoints import Checkpoint, read_weights, write_checkpoint
from tenet.train.run import Run


def keep(run: Run, checkpoint: Checkpoint, count: int) -> None:
    """Effect: the checkpoint is the last, and so many are kept; at every moment one of them is whole."""
    for number in range(count - 1, 0, -1):
        if run.state(number).exists():
            rename(run.state(number), run.state(number + 1))
    write_checkpoint(run.last, checkpoint)


def check_room(folder: Path, weights: Mapping[str, Array], count: int) -> None:
    """Check that the checkpoints of a run fit on the disk, so far as weights tell; raises NotWritten where not."""
    there = next(path for path in folder.resolve().parents if path.exists())
    room, needed = disk_usage(there).free, (count + 1) * sum(w.nbytes for w in weights.values())
    if room < needed:
        told = f"its checkpoints take {needed / 1e6:,.1f} MB, and {room / 1e6:,.1f} MB are free"
        raise NotWritten(ENOSPC, told, str(folder))


@frozen
class Found:
    """A checkpoint to go on from, its number, and what is wrong with those after it."""

    checkpoint: Checkpoint
    number: int
    damaged: tuple[str, ...]


def newest(run: Run, parameters: Mapping[str, Parameter], count: int) -> Found | None:
    """The last checkpoint that is whole; none where training was ended before the first.

    Raises:
        TenetError: there are some, and none is whole.
    """
    errors: list[TenetError] = []
    for number in range(1, count + 1):
        if not run.state(number).exists():
            continue
        try:
            found = read_weights(run.state(number), parameters)
        except TenetError as error:
            errors.append(error)
            continue
        return Found(found, number, tuple(error.diagnostics[0].message for error in errors))
    if errors:
        raise errors[0]
    return None


def make_last(run: Run, number: int, count: int) -> None:
    """Effect: a checkpoint is the last, and none is after it."""
    for place in range(number, count + 1) if number > 1 else ():
        if run.state(place).exists():
            rename(run.state(place), run.state(place - number + 1))


def round_length(settings: Train, clock: Clock) -> int:
    """How many steps lie between two validations: an epoch, unless the spec says otherwise."""
    steps = None if settings.validation is None else settings.validation.steps(clock)
    return clock.epoch if steps is None else steps


class Between:
    """Tells when a checkpoint is due between two validations: by steps, or by the time that has passed."""

    def __init__(self, settings: Train, clock: Clock) -> None:
        self.steps = [n for every in settings.between if (n := every.steps(clock)) is not None]
        minutes = [every.minutes for every in settings.between if every.minutes is not None]
        self.seconds = 60 * min(minutes) if minutes else None
        self.kept = time.monotonic()

    def due(self, step: int) -> bool:
        """Whether one is due after so many steps."""
        late = self.seconds is not None and time.monotonic() - self.kept >= self.seconds
        return late or any(step % length == 0 for length in self.steps)

    def done(self) -> None:
        """Effect: the time counts from now."""
        self.kept = time.monotonic()
