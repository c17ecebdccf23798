"""Apply a fitted pipeline to raw columns, in numpy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import prod
from pathlib import Path
from typing import TypeVar, cast

import numpy as np

from tenet.data.arrays import Array, Indices, Ragged, Values, joined, places
from tenet.data.drawing import Draws
from tenet.data.implementation import implementation
from tenet.data.mistakes import UNKNOWN_COLUMN
from tenet.data.pipeline import Node, Pipeline
from tenet.data.step import Step
from tenet.data.steps.chunks import Carry, Cut
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
        if step.draws or step.reads:
            return cast("V", done(step, draws, *inputs))
        if step.whole or not sequences:
            return cast("V", done(step, *inputs))
        return cast("V", sequences[0].like(done(step, *map(places, values))))


def run(
    pipeline: Pipeline,
    columns: Mapping[str, Values],
    rows: int | None = None,
    folder: Path | None = None,
    *,
    predicting: bool = False,
) -> tuple[Values, ...]:
    """The values of every node for raw columns `[N, 1]`, as they are judged, or as they are predicted.

    Of what is made of pictures, only that is there which somebody may ask for: see `Pipeline.kept`.

    Raises:
        TenetError: a column is lacking.
        UnsuitablePicture: a picture cannot be used.
    """
    count = len(next(iter(columns.values()))) if rows is None else rows
    draws = Draws(np.arange(count), folder=folder or Path(), predicting=predicting)
    values: dict[int, Values] = {}
    for index in _in_order(pipeline):
        node = pipeline.nodes[index]
        if isinstance(node.step, Column):
            values[index] = _raw(node.step, columns)
        elif index in pipeline.pictured:
            values[index] = UNKEPT
        else:
            inputs = (values[index] for index in node.inputs)
            values[index] = step_values(node.step, *inputs, draws=draws)
        if index == pipeline.cut:  # from here on there is a row for each stretch
            draws = replace(draws, rows=np.arange(len(values[index])))
    if pipeline.pictured:
        values |= in_parts(pipeline.nodes, pipeline.pictured, values, pipeline.kept, draws)
    return tuple(values[index] for index, _ in enumerate(pipeline.nodes))


def rows_of_stretches(
    pipeline: Pipeline, values: Sequence[Values] | Mapping[int, Values]
) -> Indices | None:
    """The row that each stretch is from, given the values of all nodes; none where rows are whole."""
    if pipeline.cut is None:
        return None
    node = pipeline.nodes[pipeline.cut]
    assert isinstance(node.step, Cut | Carry)
    sequences = values[node.inputs[-1]]
    assert isinstance(sequences, Ragged)
    return sequences.rows_of_stretches(node.step.length)


def _in_order(pipeline: Pipeline) -> list[int]:
    """The nodes in an order of computation: first what cuts rows, which tells how many there are."""
    first = [] if pipeline.cut is None else pipeline.ancestors(pipeline.cut)
    return [*first, *(index for index, _ in enumerate(pipeline.nodes) if index not in first)]


UNKEPT: Array = np.empty(0)
"""What stands for values that are not held for all rows."""
AT_ONCE = 2**23
"""So many numbers of a node are worked out at once, where there are many."""


def in_parts(
    nodes: Sequence[Node],
    todo: Sequence[int],
    known: Mapping[int, Values],
    wanted: Iterable[int],
    draws: Draws,
) -> dict[int, Values]:
    """The values of some nodes, worked out a few rows at a time: only what is wanted is held of all rows."""
    turns = in_turn(nodes, todo, known, draws)
    if _at_once(nodes, todo):
        (values,) = turns
        return {index: values[index] for index in wanted}
    gathered = Gathered(wanted, len(draws.rows))
    for values in turns:
        gathered.add(values)
    return gathered.values()


def in_turn(
    nodes: Sequence[Node],
    todo: Sequence[int],
    known: Sequence[Values] | Mapping[int, Values],
    draws: Draws,
) -> Iterator[dict[int, Values]]:
    """What some nodes, and those before them, are for a few rows; and then for the next."""
    own = set(todo)
    held = {i for index in todo for i in nodes[index].inputs if i not in own}
    many = max(1, AT_ONCE // max(max(map(prod, (nodes[i].shape for i in todo)), default=1), 1))
    if _at_once(nodes, todo):
        many = max(1, len(draws.rows), *(len(known[i]) for i in held))
    for start in range(0, max(len(draws.rows), 1), many):
        some = slice(start, start + many)
        values = {i: known[i][some] for i in held}
        drawn = replace(draws, rows=draws.rows[some])
        for index in todo:
            inputs = (values[i] for i in nodes[index].inputs)
            values[index] = step_values(nodes[index].step, *inputs, draws=drawn)
        yield values


def _at_once(nodes: Sequence[Node], todo: Sequence[int]) -> bool:
    """Whether rows look at others, or are not as many behind a node as before it."""
    steps = (nodes[index].step for index in todo)
    return any(step.across or isinstance(step, Cut | Carry) for step in steps)


class Gathered:
    """The values of some nodes for all rows, put together from parts, each of which is held no longer than that.

    Rows are as many as is said; where it is not, all come at once.
    """

    def __init__(
        self, wanted: Iterable[int], rows: int | None, make: Callable[..., Array] = np.empty
    ) -> None:
        self._rows = rows
        self._make = make
        self._begun = 0
        self._whole: dict[int, Array] = {}
        self._parts: dict[int, list[Values]] = {index: [] for index in wanted}

    def add(self, values: Mapping[int, Values]) -> None:
        """Effect: the next rows are there."""
        count = 0
        for index, parts in self._parts.items():
            value = values[index]
            count = len(value)
            if (
                isinstance(value, Ragged)
                or self._rows is None
                or (count == self._rows and self._make is np.empty)
            ):
                parts.append(value)
            else:
                self._put(index, value, self._rows)
        self._begun += count

    def _put(self, index: int, value: Array, rows: int) -> None:
        if index not in self._whole:
            self._whole[index] = self._make((rows, *value.shape[1:]), value.dtype)
        self._whole[index][self._begun : self._begun + len(value)] = value

    def values(self) -> dict[int, Values]:
        """Those of every row."""
        return {
            i: self._whole[i] if i in self._whole else joined(p) for i, p in self._parts.items()
        }


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
