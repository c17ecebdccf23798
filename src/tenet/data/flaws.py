"""What a pipeline cannot make a tensor of: missing and unseen values, numbers too large, empty sequences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from tenet.data.applying import rows_of_stretches
from tenet.data.arrays import Array, Ragged, Values, missing, places
from tenet.data.pipeline import Pipeline
from tenet.data.step import Code, Step
from tenet.data.steps.cast import Cast
from tenet.data.steps.chunks import Carry, Cut
from tenet.data.steps.column import Column
from tenet.data.steps.equals import Equals
from tenet.frozen import frozen

Mask = npt.NDArray[np.bool_]
Worked = Sequence[Values] | Mapping[int, Values]
"""The values of nodes."""


@frozen
class Flaw:
    """The first row at fault, and how many are.

    Attributes:
        kind: what is wrong with its cell.
        field: a field that the cell belongs to.
        column: the column, where it is known.
        row: of the table, counted from 0.
        value: the cell as the pipeline takes it.
        count: how many rows have the same fault.
        known: the values that would do, for an unseen one.
        needs: what would do, such as "numbers above 0", for an unfit one.
    """

    kind: Literal["missing", "unseen", "overflow", "empty", "unfit"]
    field: str
    column: str | None
    row: int
    value: object
    count: int
    known: tuple[object, ...] = ()
    needs: str = ""


def first_flaw(pipeline: Pipeline, values: Worked) -> Flaw | None:
    """The first flaw in the values of all nodes, as `run` gives them; none where all is well."""
    for name, field in pipeline.fields.items():
        for index in pipeline.ancestors(field.node):
            step = pipeline.nodes[index].step
            if isinstance(step, Code) or (isinstance(step, Equals) and not step.unknown):
                flaw = _unseen(pipeline, values, index, name)
                if flaw is not None:
                    return flaw
        for index in pipeline.ancestors(field.node):
            flaw = _empty(pipeline, values, index, name)
            if flaw is not None:
                return flaw
        for index in (*_before_whole(pipeline, field.node), field.node):
            result = places(values[index])
            if result.dtype.kind == "f":
                bad = _rows(~np.isfinite(result))
                if bad.any():
                    return _not_finite(pipeline, values, index, name, bad)
    return None


def _before_whole(pipeline: Pipeline, node: int) -> Iterator[int]:
    """The nodes before it of which whole numbers are made, which cannot say of themselves that one is missing."""
    for index in pipeline.ancestors(node):
        step = pipeline.nodes[index].step
        if isinstance(step, Cast) and step.dtype == "i64":
            yield from pipeline.nodes[index].inputs


def _empty(pipeline: Pipeline, values: Worked, index: int, field: str) -> Flaw | None:
    """A row without a place; of an empty text, for example."""
    value = values[index]
    if not isinstance(value, Ragged) or value.lengths.all():
        return None
    bad = value.lengths == 0
    columns = [i for i in pipeline.ancestors(index) if not pipeline.nodes[i].inputs]
    step = pipeline.nodes[columns[0]].step
    name = step.name if isinstance(step, Column) else None
    return Flaw("empty", field, name, int(np.argmax(bad)), None, int(bad.sum()))


def _rows(elements: Mask) -> Mask:
    """Which rows hold any of some elements."""
    return np.asarray(elements.reshape(len(elements), -1).any(axis=1))


def _unseen(pipeline: Pipeline, values: Worked, index: int, field: str) -> Flaw | None:
    node = pipeline.nodes[index]
    step = node.step
    if not isinstance(step, Code | Equals):
        return None
    bad = _unmatched(step, places(values[index]))
    if not bad.any():
        return None
    row = int(np.argmax(bad.any(axis=1)))
    place = int(np.argmax(bad[row]))
    cells = places(values[node.inputs[0]]).reshape(len(bad), -1)
    lacks = bool(missing(cells[row : row + 1, place])[0])
    faulty = bad[:, place] & (missing(cells[:, place]) == lacks)
    return Flaw(
        kind="missing" if lacks else "unseen",
        field=field,
        column=step.columns[place] if step.columns else None,
        row=_row_of_table(pipeline, values, index, row),
        value=cells[row, place],
        count=int(faulty.sum()),
        known=step.known(place) if isinstance(step, Code) else step.classes[place],
    )


def _unmatched(step: Code | Equals, value: Array) -> Mask:
    """`[N, k]`: where the cell of a column is none of its values."""
    if isinstance(step, Code):
        return np.asarray(value.reshape(len(value), -1) < 0)
    ends = np.cumsum([len(values) for values in step.classes])[:-1]
    return np.stack([~part.any(axis=1) for part in np.split(value, ends, axis=1)], axis=1)


def _row_of_table(pipeline: Pipeline, values: Worked, index: int, place: int) -> int:
    """Which row of the table a place of a node is from."""
    column = next(i for i in pipeline.ancestors(index) if not pipeline.nodes[i].inputs)
    value, raw = values[index], values[column]
    if (
        isinstance(raw, Ragged)
        and isinstance(value, Ragged)
        and len(value.places) == len(raw.places)
    ):
        return place
    row = int(value.rows[place]) if isinstance(value, Ragged) else place
    cut = rows_of_stretches(pipeline, values)
    if cut is not None and any(
        isinstance(pipeline.nodes[i].step, Cut | Carry) for i in pipeline.ancestors(index)
    ):
        row = int(cut[row])
    return int(raw.starts[row]) if isinstance(raw, Ragged) else row


def _not_finite(pipeline: Pipeline, values: Worked, index: int, field: str, bad: Mask) -> Flaw:
    place = int(np.argmax(bad))
    source = _source_of_nan(pipeline, values, index, place)
    if source is None:
        row = _row_of_table(pipeline, values, index, place)
        return Flaw("overflow", field, None, row, None, int(bad.sum()))
    at, begun = source
    row = _row_of_table(pipeline, values, at, begun)
    step, cells = pipeline.nodes[at].step, places(values[at])
    if isinstance(step, Column):
        return Flaw("missing", field, step.name, row, cells[row, 0], int(missing(cells).sum()))
    given = missing(places(values[pipeline.nodes[at].inputs[0]])).reshape(len(cells), -1)
    unfit = missing(cells).reshape(len(cells), -1) & ~given
    name = _column_of(pipeline, at, int(np.argmax(unfit[begun])), unfit.shape[1])
    return Flaw("unfit", field, name, row, None, int(unfit.any(axis=1).sum()), (), step.needs or "")


def _column_of(pipeline: Pipeline, index: int, element: int, count: int) -> str | None:
    """The column that an element of a node is of, where each element is of one."""
    steps = [pipeline.nodes[i].step for i in pipeline.ancestors(index)]
    names = [step.name for step in steps if isinstance(step, Column)]
    return names[element] if len(names) == count else names[0] if len(names) == 1 else None


def _source_of_nan(
    pipeline: Pipeline, values: Worked, index: int, place: int
) -> tuple[int, int] | None:
    """The node, and its place, where what is missing begins; what was filled in stops the search.

    It is that of a column, or of a step that could make no number of what it was given.
    """
    node, value = pipeline.nodes[index], values[index]
    if index in pipeline.pictured or node.step.reads:
        return None
    if not bool(missing(places(value)[place : place + 1]).any()):
        return None
    if isinstance(node.step, Column):
        return index, place
    for earlier in node.inputs:
        for before in _places_before(node.step, value, values[earlier], place):
            found = _source_of_nan(pipeline, values, earlier, before)
            if found is not None:
                return found
    return None if node.step.needs is None else (index, place)


def _places_before(step: Step, value: Values, earlier: Values, place: int) -> range:
    """The places of an input that a place may be made from."""
    if step.across:  # the first that is missing, whoever looks at it
        gone = _rows(missing(places(earlier)))
        first = int(gone.argmax())
        return range(first, first + int(gone[first]))
    if isinstance(step, Cut):  # the places stay, in other rows
        return range(place, place + 1)
    if not step.whole or not isinstance(earlier, Ragged):
        row = int(value.rows[place]) if step.whole and isinstance(value, Ragged) else place
        return range(row, row + 1)
    row = int(value.rows[place]) if isinstance(value, Ragged) else place
    start = int(earlier.starts[row])
    return range(start, start + int(earlier.lengths[row]))
