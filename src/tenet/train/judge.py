"""Judge a network on a part of the data: the loss and every metric, in the target's own units."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite

import numpy as np

from tenet.backends.engine import Engine
from tenet.data.arrays import Array, Indices
from tenet.data.implementation import implementation
from tenet.data.undo import undo
from tenet.elaborate.judging import Watched
from tenet.elaborate.train import Comparison
from tenet.frozen import frozen
from tenet.train.batches import batches
from tenet.train.mistakes import CALMER, LOSS_NOT_FINITE
from tenet.train.prepare import Prepared

ROWS_AT_ONCE = 512
Judgement = dict[str, object]


@frozen
class Measured:
    """The mean loss over some rows, and the network's outputs for them."""

    loss: float
    outputs: Mapping[str, Array]


def measure(engine: Engine, rows: Indices) -> Measured:
    """Loss and outputs over rows, a batch at a time."""
    total, outputs = 0.0, dict[str, list[Array]]()
    for chosen in batches(rows, ROWS_AT_ONCE):
        loss, made = engine.measure(chosen)
        total += loss * len(chosen)
        for name, values in made.items():
            outputs.setdefault(name, []).append(values)
    joined = {name: np.concatenate(parts) for name, parts in outputs.items()}
    return Measured(total / len(rows), joined)


def infer(engine: Engine, rows: Indices) -> Mapping[str, Array]:
    """The outputs over rows as the exported network gives them, a batch at a time."""
    made = [engine.infer(chosen) for chosen in batches(rows, ROWS_AT_ONCE)]
    return {name: np.concatenate([part[name] for part in made]) for name in made[0]}


def judge(engine: Engine, prepared: Prepared, rows: Indices) -> Judgement:
    """The loss and every metric over rows.

    Raises:
        TenetError: the loss is no number, so that nothing else is worth measuring.
    """
    measured = measure(engine, rows)
    if not isfinite(measured.loss):
        message = f"the loss is {measured.loss} over the {len(rows)} rows that are judged"
        raise LOSS_NOT_FINITE.error(prepared.plan.loss_span, message, help=CALMER)
    judged: Judgement = {"loss": measured.loss}
    for watched in prepared.plan.metrics:
        truth = prepared.dataset.fields[watched.field][rows]
        predicted = measured.outputs[watched.output]
        truth, predicted, classes = comparable(prepared, watched, truth, predicted)
        compute = implementation("tenet.train.metrics", watched.metric.term())
        judged[watched.name] = compute(watched.metric, truth, predicted, classes)
    return judged


def comparable(
    prepared: Prepared, pair: Comparison | Watched, truth: Array, predicted: Array
) -> tuple[Array, Array, int]:
    """Target and prediction as metrics compare them, and how many classes there are.

    Probabilities become classes, and scaled numbers go back to the units of their column.
    """
    if pair.task == "classes":
        return truth.reshape(-1), predicted.argmax(-1).reshape(-1), predicted.shape[-1]
    if pair.task == "bits":
        chosen = (predicted >= 0.5).astype(np.int64)  # the more probable answer
        return truth.astype(np.int64).reshape(-1), chosen.reshape(-1), 2
    pipeline = prepared.dataset.pipeline
    return undo(pipeline, pair.field, truth), undo(pipeline, pair.field, predicted), 0
