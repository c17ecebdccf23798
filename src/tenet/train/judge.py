"""Judge a network on a part of the data: the loss and every metric, in the target's own units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

import numpy as np

from tenet.backends.engine import Engine
from tenet.data.arrays import Array, Indices, Values, joined, places, unpadded
from tenet.data.implementation import implementation
from tenet.data.undo import undo
from tenet.elaborate.judging import Watched
from tenet.elaborate.train import Comparison
from tenet.frozen import frozen
from tenet.ir.graph import Graph
from tenet.policy.classes import class_axis
from tenet.train.batches import batches
from tenet.train.lengths import lengths_of
from tenet.train.mistakes import CALMER, LOSS_NOT_FINITE, NO_PART
from tenet.train.prepare import Prepared

ROWS_AT_ONCE = 512
Judgement = dict[str, object]


@frozen
class Measured:
    """The mean loss over some rows, and the network's outputs for them."""

    loss: float
    outputs: Mapping[str, Values]


def measure(engine: Engine, prepared: Prepared, rows: Indices) -> Measured:
    """Loss and outputs over rows, so many at once; the loss is the mean over these by their rows."""
    total, made = 0.0, list[Mapping[str, Values]]()
    graphs = prepared.graphs
    judged = graphs.network if graphs.judged is None else graphs.judged
    for chosen in batches(rows, ROWS_AT_ONCE):
        loss, outputs = engine.measure(chosen)
        total += loss * len(chosen)
        made.append(real(judged, prepared, outputs, chosen))
    return Measured(total / len(rows), _joined(made))


def infer(engine: Engine, prepared: Prepared, rows: Indices) -> Mapping[str, Values]:
    """The outputs over rows as the exported network gives them, a batch at a time."""
    network = prepared.graphs.network
    made = [
        real(network, prepared, engine.infer(chosen), chosen)
        for chosen in batches(rows, ROWS_AT_ONCE)
    ]
    return _joined(made)


def real(
    graph: Graph, prepared: Prepared, outputs: Mapping[str, Array], rows: Indices
) -> dict[str, Values]:
    """The outputs of a graph for some rows without padding."""
    found: dict[str, Values] = {}
    for name, values in outputs.items():
        shape = graph.outputs[name].type.shape
        long = lengths_of(shape[0], prepared.sizes, rows) if shape else None
        found[name] = values if long is None else unpadded(values, long)
    return found


def _joined(made: Sequence[Mapping[str, Values]]) -> dict[str, Values]:
    return {name: joined([part[name] for part in made]) for name in made[0]}


def judge(engine: Engine, prepared: Prepared, rows: Indices) -> Judgement:
    """The loss and every metric over rows.

    Raises:
        TenetError: the loss is no number, so that nothing else is worth measuring.
    """
    measured = measure(engine, prepared, rows)
    if not isfinite(measured.loss):
        message = f"the loss is {measured.loss} over the {len(rows)} rows that are judged"
        raise LOSS_NOT_FINITE.error(prepared.plan.loss_span, message, help=CALMER)
    judged: Judgement = {"loss": measured.loss}
    for watched in prepared.plan.metrics:
        truth = places(prepared.dataset.fields[watched.field][rows])
        predicted = places(measured.outputs[watched.output])
        truth, predicted, classes = comparable(prepared, watched, truth, predicted)
        if watched.where is not None:
            chosen = places(prepared.dataset.fields[watched.where][rows]).astype(bool)
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
