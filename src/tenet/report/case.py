"""What a report is made of: a run with its data, its weights, and what it predicts."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from tenet.backends.engine import Engine
from tenet.backends.probe import Seen, layers
from tenet.data.arrays import Indices, Values, places
from tenet.elaborate.experiment import Elaborated, elaborate
from tenet.elaborate.train import Comparison
from tenet.limits import Limits
from tenet.train import history
from tenet.train.evaluate import best_engine
from tenet.train.judge import Measured, comparable, measure
from tenet.train.run import Run, open_run
from tenet.train.sealing import read_sealed
from tenet.train.weights import draw_weights

ROWS = 64
"""Rows over which layers are measured."""
PARTS = ("test", "validation", "train")
"""Where predictions are looked at: in the first of these that has rows."""


class Case:
    """A run, and what is found out about it once somebody asks."""

    def __init__(self, folder: Path) -> None:
        self.run: Run = open_run(folder)
        self.prepared = self.run.prepared()
        self.metrics: dict[str, dict[str, Any]] = (
            read_sealed(self.run.metrics) if self.run.metrics.exists() else {}
        )
        self.history = history.read(self.run.history)

    @cached_property
    def elaborated(self) -> Elaborated:
        """The spec without what its data tells."""
        run, record = self.run, self.run.record
        limits = Limits(**record.limits)
        return elaborate(run.source(), record.overrides, None, limits, run.imports)

    @cached_property
    def engine(self) -> Engine:
        """The network with its best weights."""
        return best_engine(self.run, self.prepared)

    @cached_property
    def part(self) -> str:
        """The part of the data whose predictions are shown."""
        parts = self.prepared.dataset.parts
        return next(part for part in PARTS if len(parts[part]))

    @cached_property
    def rows(self) -> Indices:
        """The rows of that part."""
        return self.prepared.dataset.parts[self.part]

    @cached_property
    def measured(self) -> Measured:
        """What the network gives for them."""
        return measure(self.engine, self.prepared, self.rows)

    def compared(self, pair: Comparison) -> tuple[np.ndarray, np.ndarray, int]:
        """Targets and answers of a pair that the loss compares, and how many classes there are."""
        truth: Values = self.prepared.dataset.fields[pair.field][self.rows]
        predicted = self.measured.outputs[pair.output]
        return comparable(self.prepared, pair, places(truth), places(predicted))

    def classes(self, pair: Comparison, count: int) -> list[str]:
        """What the classes of a pair are called."""
        known = self.prepared.dataset.pipeline.classes(pair.field)
        names = [str(name) for name in known[0]] if known is not None and len(known) == 1 else []
        return names if len(names) == count else [str(number) for number in range(count)]

    @cached_property
    def layers(self) -> tuple[list[Seen], list[Seen]]:
        """What every layer gives for some training rows: with the first weights, and with the best."""
        rows = self.prepared.dataset.parts["train"][:ROWS]
        backend, graph, best = self.run.record.backend, self.prepared.graph, self.engine.weights()
        after = layers(backend, self.engine, graph, rows, 0)
        self.engine.load(draw_weights(graph, self.run.record.seed))
        before = layers(backend, self.engine, graph, rows, 0)
        self.engine.load(best)
        return before, after
