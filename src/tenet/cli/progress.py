"""How training shows how far it is: a bar at a terminal, one line an epoch anywhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

from tenet.train.watcher import Watcher


class Lines:
    """One plain line an epoch."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.epochs = 0
        self.current = 1

    def started(self, run: Path, epochs: int, steps: int) -> None:
        """Effect: writes where the run is kept."""
        self.epochs = epochs
        self.write(f"training in {run}")

    def step(self, done: int) -> None:
        """Effect: none; a line for each step would be too many."""

    def epoch(self, record: Mapping[str, object]) -> None:
        """Effect: writes the epoch's measurements."""
        number = record.get("epoch", self.current)
        measured = ", ".join(f"{name} {value:.4g}" for name, value in numbers(record))
        self.write(f"epoch {number}/{self.epochs}: {measured}")
        self.current = number + 1 if isinstance(number, int) else self.current + 1

    def noticed(self, message: str) -> None:
        """Effect: writes what is worth knowing."""
        self.write(f"note: {message}")

    def ended(self, reason: str) -> None:
        """Effect: writes why training ended."""
        self.write(f"ended: {reason}")

    def write(self, line: str) -> None:
        """Effect: the line is shown at once."""
        self.stream.write(f"{line}\n")
        self.stream.flush()


class Bar(Lines):
    """A bar that grows with the steps of an epoch, below the lines of those that are over."""

    def __init__(self, stream: TextIO, bar: Any) -> None:
        super().__init__(stream)
        self.bar = bar
        self.task = bar.add_task("", total=None)

    def started(self, run: Path, epochs: int, steps: int) -> None:
        """Effect: writes where the run is kept; the bar knows its length."""
        super().started(run, epochs, steps)
        self.bar.update(self.task, total=steps)

    def step(self, done: int) -> None:
        """Effect: the bar grows."""
        self.bar.update(self.task, completed=done, description=f"epoch {self.current}")

    def write(self, line: str) -> None:
        """Effect: the line is shown above the bar."""
        self.bar.console.print(line, markup=False, highlight=False)


@contextmanager
def progress(stream: TextIO) -> Iterator[Watcher]:
    """A watcher that writes to a stream; the bar is taken away at the end, however it comes."""
    if not stream.isatty():
        yield Lines(stream)
        return
    rich = import_module("rich.progress")
    console = import_module("rich.console").Console(file=stream)
    columns = (
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TextColumn("steps"),
    )
    with rich.Progress(*columns, console=console, transient=True) as bar:
        yield Bar(stream, bar)


def numbers(record: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, float]]:
    """Every number of a record but the epoch's own, and those of layers, by its path.

    >>> list(numbers({"epoch": 3, "training": {"loss": 0.5}}))
    [('training.loss', 0.5)]
    """
    for name, value in record.items():
        if isinstance(value, Mapping) and name != "layers":
            yield from numbers(value, f"{prefix}{name}.")
        elif isinstance(value, int | float) and not isinstance(value, bool) and name != "epoch":
            yield f"{prefix}{name}", value
