"""Apply a fitted pipeline to raw columns, in numpy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar, cast

import numpy as np

from tenet.data.arrays import Array, Ragged, Values, places
from tenet.data.drawing import Draws
from tenet.data.implementation import implementation
from tenet.data.mistakes import UNKNOWN_COLUMN
from tenet.data.pipeline import Pipeline
from tenet.data.step import Step
from tenet.data.steps.column import Column
from tenet.diagnostics import nearest

V = TypeVar("V", Array, Values)


def step_values(step: Step, *inputs: V, draws: Draws | None = None) -> V:
    """What one step makes of its inputs; overflow gives infinities, as in the exported graph.

    Most steps treat each place of a sequence like a row.
    """
    done = implementation("tenet.data.apply", step.term())
    values: tuple[Values, ...] = inputs
    sequences = [x for x in values if isinstance(x, Ragged)]
    with np.errstate(all="ignore"):
        if step.draws:
            return cast("V", done(step, draws, *inputs))
        if step.whole or not sequences:
            return cast("V", done(step, *inputs))
        return cast("V", sequences[0].like(done(step, *map(places, values))))


def run(
    pipeline: Pipeline, columns: Mapping[str, Values], rows: int | None = None
) -> tuple[Values, ...]:
    """The values of every node for raw columns `[N, 1]`, as they are judged.

    Raises:
        TenetError: a column is lacking.
    """
    count = len(next(iter(columns.values()))) if rows is None else rows
    draws = Draws(np.arange(count))
    values: list[Values] = []
    for node in pipeline.nodes:
        if isinstance(node.step, Column):
            values.append(_raw(node.step, columns))
        else:
            inputs = (values[index] for index in node.inputs)
            values.append(step_values(node.step, *inputs, draws=draws))
    return tuple(values)


def apply(pipeline: Pipeline, columns: Mapping[str, Values]) -> dict[str, Values]:
    """The fields for raw columns: `[N, 1]`, f64 with NaN or text with "" where a cell is missing.

    It judges nothing: a missing value stays NaN, a value that is no category is -1, or all zeros
    in a one-hot vector, exactly as in the exported graph. `flaws` finds them.

    Returns:
        f32 or i64 `[N, *shape]` for each field.
    """
    values = run(pipeline, columns)
    return {name: values[field.node] for name, field in pipeline.fields.items()}


def _raw(column: Column, columns: Mapping[str, Values]) -> Values:
    if column.name not in columns:
        near = nearest(column.name, columns)
        raise UNKNOWN_COLUMN.error(
            None,
            f'the model takes a column "{column.name}", which the rows do not have',
            help=f'rename the column "{near}"' if near else "add the column to the rows",
        )
    return columns[column.name]
