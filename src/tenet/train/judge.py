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
from tenet.policy.classes import class_axis
from tenet.train.batches import batches
from tenet.train.mistakes import CALMER, LOSS_NOT_FINITE, NO_PART
from tenet.train.prepare import Prepared

ROWS_AT_ONCE = 512
Judgement = dict[str, object]


@frozen
class Measured:
    """The mean loss over some rows, and the network's outputs for them."""

    loss: float
    outputs: Mapping[str, Array]


def measure(engine: Engine, rows: Indices) -> Measured:
    """Loss and outputs over rows, so many at once; the loss is the mean over these by their rows."""
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
        if watched.where is not None:
            chosen = prepared.dataset.fields[watched.where][rows].astype(bool)
            chosen = chosen.reshape(-1) if watched.task != "numbers" else chosen
            truth, predicted = truth[chosen], predicted[chosen]
        if not len(truth):
            message = (
                f"`{watched.where}` leaves `{watched.name}` nothing to judge in {len(rows)} rows"
            )
            raise NO_PART.error(prepared.plan.loss_span, message)
        compute = implementation("tenet.train.metrics", watched.metric.term())
        judged[watched.name] = compute(watched.metric, truth, predicted, classes)
    return judged


def comparable(
    prepared: Prepared, pair: Comparison | Watched, truth: Array, predicted: Array
) -> tuple[Array, Array, int]:
    """Target and prediction as metrics compare them, and how many classes there are.

    Probabilities become classes, unless the metric is of them, and scaled numbers go back to the
    units of their column.
    """
    of_scores = isinstance(pair, Watched) and pair.metric.of_scores
    if pair.task == "classes":
        axis = 1 + (class_axis(predicted.shape[1:], truth.shape[1:]) or 0)
        classes = predicted.shape[axis]
        scores = np.moveaxis(predicted, axis, -1).reshape(-1, classes)
        return truth.reshape(-1), scores if of_scores else scores.argmax(-1), classes
    if pair.task == "bits":
        flat = predicted.reshape(-1)
        chosen = (flat >= 0.5).astype(np.int64)  # the more probable answer
        return truth.astype(np.int64).reshape(-1), flat if of_scores else chosen, 2
    pipeline = prepared.dataset.pipeline
    return undo(pipeline, pair.field, truth), undo(pipeline, pair.field, predicted), 0
