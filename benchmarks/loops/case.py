"""What every way trains: one of the four networks, on the same rows in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tenet.source import Source
from tenet.train.prepare import Prepared, prepare

Array = npt.NDArray[Any]
Epoch = Callable[[int], float]
"""Trains the epoch of a number, of many on one way; how many seconds it took."""

SHAPES = {"mlp": (32,), "cnn": (1, 28, 28), "gru": (50, 8), "encoder": (32, 16)}
ROWS = {"mlp": 10_000, "cnn": 640, "gru": 960, "encoder": 200}
"""So many that an epoch takes about a tenth of a second; four fifths are trained on, in whole batches."""
RATE, DECAY = 1e-3, 0.01


@dataclass(frozen=True)
class Case:
    """A network with its rows.

    Attributes:
        name: its name.
        spec: its spec, beside its data.
        prepared: what Tenet trains.
        batch: rows in a step.
        x: the training rows, f32.
        y: their classes, i64.
    """

    name: str
    spec: Path
    prepared: Prepared
    batch: int
    x: Array
    y: Array


def make_case(name: str, folder: Path) -> Case:
    """A network's spec and rows, written into a folder and read by Tenet."""
    random = np.random.default_rng(0)
    y = random.integers(0, 10, ROWS[name])
    x = random.normal(size=(ROWS[name], *SHAPES[name]))
    x += 0.1 * y.reshape(-1, *(1 for _ in SHAPES[name]))
    np.savez(folder / f"{name}.npz", x=x.astype(np.float32), y=y)
    spec = folder / f"{name}.tenet"
    spec.write_text(Path(__file__).with_name(spec.name).read_text("utf-8"), "utf-8")
    prepared = prepare(Source(str(spec), spec.read_text("utf-8")), folder, {})
    fields, rows = prepared.dataset.fields, prepared.dataset.parts["train"]
    x, y = (np.ascontiguousarray(np.asarray(fields[field])[rows]) for field in "xy")
    return Case(name, spec, prepared, prepared.plan.settings.batch, x, y)
