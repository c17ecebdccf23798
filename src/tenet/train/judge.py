"""Judge a network on a part of the data: the loss and every metric, in the target's own units."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import inf, isfinite

import numpy as np

from tenet.backends.engine import Engine
from tenet.data.arrays import Array, Indices, Ragged, Values, joined, places, unpadded
from tenet.data.implementation import implementation
from tenet.data.undo import undo
from tenet.elaborate.judging import Watched
from tenet.elaborate.train import Comparison
from tenet.frozen import frozen
from tenet.ir.graph import Graph
from tenet.passes.pipeline import SOURCE, run
from tenet.policy.classes import class_axis
from tenet.train.batches import batches
from tenet.train.lengths import lengths_of, size_inputs
from tenet.train.mistakes import CALMER, LOSS_NOT_FINITE, NO_PART
from tenet.train.prepare import Prepared

ROWS_AT_ONCE = 512
Judgement = dict[str, object]


@frozen
class Measured:
    """The mean loss over some rows, and the network's outputs for them."""

    loss: float
    outputs: Mapping[str, Values]


def measure(
    engine: Engine, prepared: Prepared, rows: Indices, weights: Array | None = None
) -> Measured:
    """Loss and outputs over rows, so many at once; the loss is the mean over these by what their rows count."""
    total, made = 0.0, list[Mapping[str, Values]]()
    counts = np.ones(len(rows)) if weights is None else weights
    graphs = prepared.graphs
    judged = graphs.network if graphs.judged is None else graphs.judged
    for piece in batches(np.arange(len(rows)), ROWS_AT_ONCE):
        chosen = rows[piece]
        loss, outputs = engine.measure(chosen)
        total += loss * float(counts[piece].sum())
        made.append(real(judged, prepared, outputs, chosen))
    return Measured(total / float(counts.sum()), _joined(made))


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


def judge(
    engine: Engine, prepared: Prepared, rows: Indices, weights: Array | None = None
) -> Judgement:
    """The loss and every metric over rows, which count so much in the loss; or all alike.

    Raises:
        TenetError: the loss is no number, so that nothing else is worth measuring.
    """
    measured = measure(engine, prepared, rows, weights)
    if not isfinite(measured.loss):
        message = f"the loss is {measured.loss} over the {len(rows)} rows that are judged"
        raise LOSS_NOT_FINITE.error(prepared.plan.loss_span, message, help=CALMER)
    return {"loss": measured.loss, **metrics(engine, prepared, measured.outputs, rows)}


def metrics(
    engine: Engine,
    prepared: Prepared,
    outputs: Mapping[str, Values],
    rows: Indices,
    left_out: Collection[str] = (),
) -> Judgement:
    """Every metric of outputs over rows, but those that are left out."""
    judged: Judgement = {}
    for watched in prepared.plan.metrics:
        if watched.name in left_out:
            continue
        truth, predicted, classes, chosen = _seen(engine, prepared, watched, outputs, rows)
        if chosen is not None:
            truth, predicted = _chosen(watched, truth, predicted, chosen)
        if not len(truth):
            message = (
                f"`{watched.where}` leaves `{watched.name}` nothing to judge in {len(rows)} rows"
            )
            raise NO_PART.error(prepared.plan.loss_span, message)
        compute = implementation("tenet.train.metrics", watched.metric.term())
        judged[watched.name] = compute(watched.metric, truth, predicted, classes)
    return judged


def _seen(
    engine: Engine,
    prepared: Prepared,
    watched: Watched,
    outputs: Mapping[str, Values],
    rows: Indices,
) -> tuple[Array, Array, int, Array | None]:
    """Target and prediction as a metric compares them, how many classes there are, and where it looks."""
    values: Mapping[str, Values] = {
        name: outputs[name] if name in outputs else prepared.dataset.fields[name][rows]
        for name in _read(watched)
    }
    if watched.values is None:
        truth, predicted = values[watched.field], values[watched.output]
        where = None if watched.where is None else values[watched.where]
        found = comparable(prepared, watched, _flat(watched, truth), _flat(watched, predicted))
    else:
        made = _computed(engine, prepared, watched.values, values, rows)
        truth, predicted, where = made["target"], made["prediction"], made.get("where")
        found = _compared(watched, _flat(watched, truth), _flat(watched, predicted))
    return (*found, None if where is None else _flat(watched, where).astype(bool))


def _read(watched: Watched) -> set[str]:
    """The outputs and fields that a metric looks at."""
    return {*watched.fields, *([watched.output] if watched.values is None else [])}


def missing(prepared: Prepared, outputs: Collection[str]) -> list[str]:
    """The metrics that look at other outputs than these."""
    others = set(prepared.graphs.network.outputs) - set(outputs)
    return [watched.name for watched in prepared.plan.metrics if _read(watched) & others]


def _flat(watched: Watched, values: Values) -> Array:
    """What a metric looks at: every place by itself, or rows, all as long as the longest."""
    if isinstance(values, Ragged) and watched.metric.by_row(1):
        return values.padded()  # behind a row's end, answer and target are alike
    return places(values)


def _computed(
    engine: Engine, prepared: Prepared, graph: Graph, values: Mapping[str, Values], rows: Indices
) -> dict[str, Values]:
    """What a graph makes of outputs and fields, in their own units."""
    graph = run(SOURCE, graph)
    sizes = {size: long[rows] for size, long in prepared.sizes.items()}
    given: dict[str, Array] = {**size_inputs(graph, sizes)}
    for name, value in values.items():
        own = in_units(prepared, name, value)
        given[name] = own.padded() if isinstance(own, Ragged) else own
    return real(graph, prepared, engine.compute(graph, given), rows)


def _chosen(watched: Watched, truth: Array, predicted: Array, where: Array) -> tuple[Array, Array]:
    """What a metric looks at; in rows that it looks at as a whole, what it does not see is no and no."""
    if watched.task == "numbers":
        return truth[where], predicted[where]
    if truth.ndim == 1:
        return truth[where.reshape(-1)], predicted[where.reshape(-1)]
    seen = where.reshape(len(truth), -1)
    rows = seen.any(axis=-1)
    return np.where(seen, truth, 0)[rows], np.where(seen, predicted, 0)[rows]


def in_units(prepared: Prepared, name: str, values: Values) -> Values:
    """A field's numbers in its own units, and an output's in those of the field that it predicts."""
    if isinstance(values, Ragged):
        return values.like(places(in_units(prepared, name, values.places)))
    fields = {c.field for c in prepared.plan.comparisons if c.output == name}
    field = name if not fields else next(iter(fields))
    pipeline = prepared.dataset.pipeline
    if len(fields) > 1 or field not in pipeline.fields or values.dtype.kind != "f":
        return values
    return undo(pipeline, field, values)


def comparable(
    prepared: Prepared, pair: Comparison | Watched, truth: Array, predicted: Array
) -> tuple[Array, Array, int]:
    """Target and prediction as metrics compare them, and how many classes there are.

    Probabilities become classes, unless the metric is of them, and scaled numbers go back to the
    units of their column.
    """
    if pair.task == "numbers":
        pipeline = prepared.dataset.pipeline
        truth, predicted = (undo(pipeline, pair.field, values) for values in (truth, predicted))
    return _compared(pair, truth, predicted)


def _compared(
    pair: Comparison | Watched, truth: Array, predicted: Array
) -> tuple[Array, Array, int]:
    """The same of numbers that are in their own units already."""
    if pair.task == "numbers":
        return truth, predicted, 0
    answers, classes = predicted, 2
    if pair.task == "bits":
        truth = truth.astype(np.int64)
    elif predicted.dtype.kind == "f":
        axis = 1 + (class_axis(predicted.shape[1:], truth.shape[1:]) or 0)
        classes = predicted.shape[axis]
        answers = np.moveaxis(predicted, axis, -1)
    else:
        classes = _classes(pair, truth, predicted)
    if isinstance(pair, Watched) and pair.metric.of_scores:
        of_each = (classes,) if pair.task == "classes" else ()
        return truth.reshape(-1), answers.reshape(-1, *of_each), classes
    if pair.task == "bits":
        answers = (answers >= 0.5).astype(np.int64)  # the more probable answer
    elif answers.dtype.kind == "f":
        answers = answers.argmax(-1)
    labels = int(np.prod(truth.shape[1:])) if pair.task == "bits" and truth.ndim == 2 else 1
    whole = isinstance(pair, Watched) and pair.metric.by_row(labels)
    shape = (len(truth), -1) if whole else (-1,)
    return truth.reshape(shape), answers.reshape(shape), classes


def _classes(pair: Comparison | Watched, truth: Array, predicted: Array) -> int:
    """How many classes there are, where none has a probability: all that the target promises, and seen."""
    given = pair.given if isinstance(pair, Watched) else None
    promised = 0 if given is None or given.range.high == inf else int(given.range.high) + 1
    return max(promised, int(truth.max(initial=0)) + 1, int(predicted.max(initial=0)) + 1)
