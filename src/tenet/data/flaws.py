"""What a pipeline cannot make a tensor of: missing values, unseen values, numbers too large."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from tenet.data.arrays import Array, missing
from tenet.data.pipeline import Pipeline
from tenet.data.step import Step
from tenet.data.steps.column import Column
from tenet.data.steps.equals import Equals
from tenet.data.steps.lookup import Lookup
from tenet.frozen import frozen

Mask = npt.NDArray[np.bool_]


@frozen
class Flaw:
    """The first row at fault, and how many are.

    Attributes:
        kind: what is wrong with its cell.
        field: a field that the cell belongs to.
        column: the column, where it is known.
        row: counted from 0.
        value: the cell as the pipeline takes it.
        count: how many rows have the same fault.
        known: the values that would do, for an unseen one.
    """

    kind: Literal["missing", "unseen", "overflow"]
    field: str
    column: str | None
    row: int
    value: object
    count: int
    known: tuple[object, ...] = ()


def first_flaw(pipeline: Pipeline, values: tuple[Array, ...]) -> Flaw | None:
    """The first flaw in the values of all nodes, as `run` gives them; none where all is well."""
    for name, field in pipeline.fields.items():
        for index in _ancestors(pipeline, field.node):
            step = pipeline.nodes[index].step
            if isinstance(step, Lookup) or (isinstance(step, Equals) and not step.unknown):
                flaw = _unseen(pipeline, values, index, name)
                if flaw is not None:
                    return flaw
        result = values[field.node]
        if result.dtype.kind == "f":
            bad = _rows(~np.isfinite(result))
            if bad.any():
                return _not_finite(pipeline, values, field.node, name, bad)
    return None


def _rows(elements: Mask) -> Mask:
    """Which rows hold any of some elements."""
    return np.asarray(elements.reshape(len(elements), -1).any(axis=1))


def _ancestors(pipeline: Pipeline, index: int) -> list[int]:
    """A node and all that it is made from, in the order of computation."""
    found, todo = set[int](), [index]
    while todo:
        node = todo.pop()
        if node not in found:
            found.add(node)
            todo.extend(pipeline.nodes[node].inputs)
    return sorted(found)


def _unseen(pipeline: Pipeline, values: tuple[Array, ...], index: int, field: str) -> Flaw | None:
    node = pipeline.nodes[index]
    step = node.step
    if not isinstance(step, Lookup | Equals):
        return None
    bad = _unmatched(step, values[index])
    if not bad.any():
        return None
    row = int(np.argmax(bad.any(axis=1)))
    place = int(np.argmax(bad[row]))
    cells = values[node.inputs[0]].reshape(len(bad), -1)
    lacks = bool(missing(cells[row : row + 1, place])[0])
    faulty = bad[:, place] & (missing(cells[:, place]) == lacks)
    return Flaw(
        kind="missing" if lacks else "unseen",
        field=field,
        column=step.columns[place] if step.columns else None,
        row=row,
        value=cells[row, place],
        count=int(faulty.sum()),
        known=step.classes[place],
    )


def _unmatched(step: Lookup | Equals, value: Array) -> Mask:
    """`[N, k]`: where the cell of a column is none of its values."""
    if isinstance(step, Lookup):
        return np.asarray(value.reshape(len(value), -1) < 0)
    ends = np.cumsum([len(values) for values in step.classes])[:-1]
    return np.stack([~part.any(axis=1) for part in np.split(value, ends, axis=1)], axis=1)


def _not_finite(
    pipeline: Pipeline, values: tuple[Array, ...], index: int, field: str, bad: Mask
) -> Flaw:
    row = int(np.argmax(bad))
    column = _source_of_nan(pipeline, values, index, row)
    if column is None:
        return Flaw("overflow", field, None, row, None, int(bad.sum()))
    cells = values[_index_of(pipeline, column)]
    return Flaw("missing", field, column.name, row, cells[row, 0], int(missing(cells).sum()))


def _source_of_nan(
    pipeline: Pipeline, values: tuple[Array, ...], index: int, row: int
) -> Column | None:
    """The column whose missing cell reaches a node; what was filled in stops the search."""
    step = pipeline.nodes[index].step
    if not bool(missing(values[index][row : row + 1]).any()):
        return None
    if isinstance(step, Column):
        return step
    found = (_source_of_nan(pipeline, values, i, row) for i in pipeline.nodes[index].inputs)
    return next((column for column in found if column is not None), None)


def _index_of(pipeline: Pipeline, step: Step) -> int:
    return next(i for i, node in enumerate(pipeline.nodes) if node.step == step)
