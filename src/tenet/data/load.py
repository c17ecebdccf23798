"""Load a plan: read its table, divide the rows, fit, and make every field an array."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from tenet.data.applying import Gathered, in_turn, run
from tenet.data.around import groups_in, whole_rows
from tenet.data.arrays import Indices, Values, joined, places
from tenet.data.choosing import chosen, lacking, lacking_names
from tenet.data.cleaned import cleaned_table
from tenet.data.dividing import divide
from tenet.data.drawing import Draws
from tenet.data.field import Content
from tenet.data.fitting import cut_rows, fit
from tenet.data.flaws import Flaw, first_flaw
from tenet.data.heading import file_of, header
from tenet.data.live import Live, live
from tenet.data.mapping import mapped
from tenet.data.mistakes import (
    BROKEN_RANGE,
    EMPTY_PART,
    EMPTY_SEQUENCE,
    MISSING_VALUE,
    OVERFLOW,
    UNSEEN_VALUE,
    UNSUITABLE_DATA,
)
from tenet.data.picture import UnsuitablePicture
from tenet.data.pipeline import Pipeline
from tenet.data.plan import DataPlan
from tenet.data.steps.column import Column as RawColumn
from tenet.data.table import Table
from tenet.data.transforms.column import Column, Columns
from tenet.data.unsuitable import unsuitable
from tenet.diagnostics import Diagnostic, TenetError, nearest
from tenet.frozen import replace
from tenet.limits import DEFAULT, Limits
from tenet.source import Span
from tenet.types.tensor import DType, Interval


@dataclass(frozen=True, eq=False)
class Dataset:
    """Everything that training and export need of the data.

    Attributes:
        pipeline: fitted on the training rows.
        fields: each field for all rows, f32 or i64 `[N, *shape]`, or sequences of them.
        parts: the rows of `train`, `validation` and `test`, ascending.
        columns: the raw columns that the pipeline takes, f64 or text `[N, 1]`, or sequences of such cells;
            those of the sample.
        sha256: the hash of the table's file, and of the files that stages learn from.
        rows: how many rows there are.
        live: what is drawn anew in each epoch.
        sample: the rows whose raw cells are kept: all, unless the table is read in parts.
        folder: from where paths in its columns are taken.
        buffer: among how many rows each is shuffled; none for all.
    """

    pipeline: Pipeline
    fields: Mapping[str, Values]
    parts: Mapping[str, Indices]
    columns: Mapping[str, Values]
    sha256: str
    rows: int
    live: Live
    sample: Indices
    folder: Path = Path()
    buffer: int | None = None


SAMPLED = 10_000
"""Of a table that is read in parts, the raw cells of so many rows are kept."""


def load(plan: DataPlan, folder: Path, training: int = 0, limits: Limits = DEFAULT) -> Dataset:
    """The data of a plan, its source found from a folder, divided for one of the trainings that it asks for.

    Raises:
        TenetError: the table cannot be read, or does not suit the plan.
    """
    table = cut_rows(plan, cleaned_table(plan, folder), folder, limits)
    held = plan.source.held is None
    parts = divide(plan, table, training)
    pipeline = fit(plan, table, parts["train"], folder, limits)
    sample = np.arange(0, table.count, 1 if held else -(-table.count // SAMPLED))
    values, columns = _worked_out(pipeline, table, plan, sample)
    pipeline = _with_classes(pipeline, values, parts["train"])
    fields = {name: values[field.node] for name, field in pipeline.fields.items()}
    parts = usable(plan, pipeline, parts, table)
    _hold(plan, fields, table)
    again = live(pipeline, values)
    return Dataset(
        pipeline,
        fields,
        parts,
        columns,
        _hash(plan, table, folder),
        table.count,
        again,
        sample,
        table.folder,
        plan.source.held,
    )


def _hash(plan: DataPlan, table: Table, folder: Path) -> str:
    """The hash of the table, and of the files that stages learn from."""
    files = sorted({file for planned in plan.stages for file in planned.stage.files})
    if not files:
        return table.sha256
    digest = sha256(bytes.fromhex(table.sha256))
    for file in files:
        digest.update(sha256((folder / file).read_bytes()).digest())
    return digest.hexdigest()


def _worked_out(
    pipeline: Pipeline, table: Table, plan: DataPlan, sample: Indices
) -> tuple[Mapping[int, Values], Mapping[str, Values]]:
    """What is kept of the values of all rows, and the raw columns of some; raises TenetError for a bad cell."""
    held = table.head is table
    rows = table.count if pipeline.cut is None else None
    gathered = Gathered(pipeline.lasting, rows, np.empty if held else mapped)
    kept: dict[str, list[Values]] = {column.name: [] for column in pipeline.columns}
    begun = 0
    for part in table.parts:
        columns = raw_columns(pipeline, part)
        for values in _flawless(pipeline, columns, part, plan, begun):
            gathered.add(values)
        low, high = np.searchsorted(sample, (begun, begun + part.count))
        for name, cells in columns.items():
            kept[name].append(cells if held else cells[sample[low:high] - begun])
        begun += part.count
    return gathered.values(), {name: joined(parts) for name, parts in kept.items()}


def _flawless(
    pipeline: Pipeline, columns: Mapping[str, Values], part: Table, plan: DataPlan, begun: int
) -> Iterator[dict[int, Values]]:
    """The values of every node in a part of a table, a few rows at a time; raises TenetError for a bad cell."""
    known = {n: columns[s.name] for n, s in pipeline.steps.items() if isinstance(s, RawColumn)}
    todo = [index for index in pipeline.steps if index not in known]
    draws = Draws(np.arange(begun, begun + part.count), folder=part.folder)
    try:
        for values in (
            in_turn(pipeline.nodes, todo, known, draws)
            if pipeline.cut is None
            else [dict(enumerate(run(pipeline, columns, part.count, part.folder)))]
        ):
            if first_flaw(pipeline, values) is not None:
                every = run(pipeline, columns, part.count, part.folder)
                flaw = first_flaw(pipeline, every)  # with the number of rows that share it
                assert flaw is not None
                raise _complaint(flaw, plan, part)
            yield values
    except UnsuitablePicture as error:
        raise unsuitable(error, plan, part) from None


def computed(
    pipeline: Pipeline, columns: Mapping[str, Values], table: Table, plan: DataPlan | None = None
) -> tuple[Values, ...]:
    """The values of every node for the rows of a table; raises TenetError for an unsuitable picture.

    Without a plan they are rows to predict.
    """
    try:
        return run(pipeline, columns, table.count, table.folder, predicting=plan is None)
    except UnsuitablePicture as error:
        raise unsuitable(error, plan, table) from None


def _with_classes(pipeline: Pipeline, values: Mapping[int, Values], train: Indices) -> Pipeline:
    """The pipeline, knowing how many classes the masks of the training rows show."""
    fields, sizes = dict(pipeline.fields), dict(pipeline.sizes)
    for name, field in pipeline.fields.items():
        kind = field.type
        if field.node in pipeline.pictured and kind.dtype is DType.I64:
            shown = places(values[field.node])
            count = max(int(shown[rows].max()) for rows in _few(train)) + 1
            range_ = Interval(0, min(count - 1, kind.range.high))
            fields[name] = replace(field, type=replace(kind, range=range_, class_count=count))
            sizes[f"classes({name})"] = count
    return replace(pipeline, fields=fields, sizes=sizes)


def usable(
    plan: DataPlan, pipeline: Pipeline, parts: Mapping[str, Indices], table: Table
) -> Mapping[str, Indices]:
    """The rows that have all the rows that they look at; raises TenetError where a part has none."""
    whole = whole_rows(pipeline, parts, groups_in(pipeline, table))
    for part, rows in parts.items():
        if len(rows) and not len(whole[part]):
            first, last = pipeline.reach(*pipeline.fields)
            raise EMPTY_PART.error(
                plan.split_span,
                f"none of the {len(rows):,} rows of `{part}` has {-first:,} rows{_of(pipeline)} before it and the"
                f" next {max(last, 0):,} in the same part",
                help="give the part a larger share, divide by `time`, or look at fewer rows",
            )
    return whole


def _of(pipeline: Pipeline) -> str:
    return "" if pipeline.group is None else f' of its "{pipeline.group.name}"'


def complaints(
    plan: DataPlan, pipeline: Pipeline, values: tuple[Values, ...], table: Table
) -> tuple[Diagnostic, ...]:
    """What is wrong with the values of all nodes: the first flaw of each field, but one for each place in the spec."""
    found: dict[tuple[str, Span | None], Diagnostic] = {}
    for name, field in pipeline.fields.items():
        flaw = first_flaw(replace(pipeline, fields={name: field}), values)
        for problem in () if flaw is None else _complaint(flaw, plan, table).diagnostics:
            found.setdefault((problem.rule.code, problem.span), problem)
    if not found:
        try:
            _hold(plan, {n: values[field.node] for n, field in pipeline.fields.items()}, table)
        except TenetError as error:
            return error.diagnostics
    return tuple(found.values())


def _hold(plan: DataPlan, fields: Mapping[str, Values], table: Table) -> None:
    """Check on the data what fields promise of their ranges; raises TenetError."""
    for name, field in plan.fields.items():
        if field.promise is None:
            continue
        values = places(fields[name])
        rows = values.reshape(len(values), -1)
        promise = field.promise
        outside = np.zeros(len(rows), np.bool_)
        for some in _few(np.arange(len(rows))):
            seen = rows[some]
            outside[some] = ((seen < promise.low) | (seen > promise.high)).any(axis=1)
        if outside.any():
            row, count = int(outside.argmax()), int(outside.sum())
            low, high = rows[row].min(), rows[row].max()
            held = f"holds {low:g}" if low == high else f"reaches {low:g}..{high:g}"
            raise BROKEN_RANGE.error(
                field.span,
                f"`{name}` is promised to lie in {field.promise}, but row {table.number(row):,} {held}"
                f" ({count:,} of {table.rows:,} rows)",
                help=f"declare `in {rows.min():g}..{rows.max():g}`, or bring the numbers there",
            )


def _few(rows: Indices) -> Iterator[Indices]:
    """Rows, so many at a time."""
    return (rows[begun : begun + SAMPLED] for begun in range(0, len(rows), SAMPLED))


def raw_columns(pipeline: Pipeline, table: Table) -> dict[str, Values]:
    """The columns that a pipeline takes, from a table; raises TenetError where one is lacking."""
    for column in pipeline.columns:
        problems = lacking(Column(name=column.name), table.names, table.name, None)
        if problems:
            raise TenetError(*problems)
    table.require_numbers(c.name for c in pipeline.columns if c.content == "number")
    return {c.name: table.given(c.name, Content(c.content)) for c in pipeline.columns}


def checked_values(pipeline: Pipeline, table: Table) -> tuple[Values, ...]:
    """What each node makes of new rows; raises TenetError for a value that the pipeline does not know."""
    values = computed(pipeline, raw_columns(pipeline, table), table)
    flaw = first_flaw(pipeline, values)
    if flaw is not None:
        raise _complaint(flaw, None, table)
    return values


def check_header(plan: DataPlan, folder: Path) -> tuple[Diagnostic, ...]:
    """What the plan asks of its table's header in vain; reads no rows."""
    try:
        names = header(plan.source, folder, plan.source_span)
    except TenetError as error:
        return error.diagnostics
    name = file_of(plan.source)
    named = [
        *((stage.names, plan.rows_span) for stage in plan.rows),
        (plan.split.names, plan.split_span),
    ]
    return (
        *(p for stage in plan.stages for p in lacking(stage.stage, names, name, stage.span)),
        *(p for wanted, span in named for p in lacking_names(wanted, names, name, span)),
    )


def header_sizes(plan: DataPlan, names: tuple[str, ...]) -> dict[str, int]:
    """The sizes that a header alone makes known: how many columns each pattern takes."""
    return {
        str(stage.type.shape[0]): len(chosen(stage.stage, names))
        for stage in plan.stages
        if isinstance(stage.stage, Columns) and isinstance(stage.stage.pattern, str)
    }


def _complaint(flaw: Flaw, plan: DataPlan | None, table: Table) -> TenetError:
    span = None if plan is None else _guilty(plan, flaw)
    where = f"row {table.number(flaw.row):,}"
    column = f'column "{flaw.column}"' if flaw.column is not None else "a column"
    share = f"({flaw.count:,} of {table.counted})"
    cell = "" if flaw.column is None else table.cell(flaw.column, flaw.row)
    if flaw.kind == "missing":
        return MISSING_VALUE.error(
            span,
            f"{column} has no value in {where}{_holding(cell)}, but the field"
            f" `{flaw.field}` needs one {share}",
            help=_fill_in(flaw.value),
        )
    if flaw.kind == "empty":
        return EMPTY_SEQUENCE.error(
            span,
            f"`{flaw.field}` has no place in {where}{_holding(cell)}: a sequence has one at least {share}",
            help=f'leave such rows out: `rows = drop_missing("{flaw.column}")` does where a cell is missing',
        )
    if flaw.kind == "unseen":
        return UNSEEN_VALUE.error(
            span,
            f'{column} holds "{cell}" in {where}, which is not among the values of the field'
            f" `{flaw.field}` {share}",
            help=_known_values(flaw),
        )
    if flaw.kind == "unfit":
        return UNSUITABLE_DATA.error(
            span,
            f'{column} holds "{cell}" in {where}, but the field `{flaw.field}` needs {flaw.needs} {share}',
            help="correct the cell, list it under `missing` of the source, or take such rows out",
        )
    return OVERFLOW.error(
        span,
        f"the field `{flaw.field}` has a number too large for f32 in {where} {share}",
        help="scale it with `standardize` or `min_max`, or bring it back with `clip_outliers`",
    )


def _holding(cell: str) -> str:
    return f', where it holds "{cell}"' if cell else ""


def _fill_in(value: object) -> str:
    kind = "mode" if isinstance(value, str) else "median"
    return f"fill it in with `impute({kind})` right after the column, or take such rows out"


def _known_values(flaw: Flaw) -> str:
    if not flaw.known:
        return "correct the cell, or list it under `missing` of the source"
    known = [str(value) for value in flaw.known]
    value = flaw.value.item() if isinstance(flaw.value, np.generic) else flaw.value
    near = nearest(str(value), known)
    shown = ", ".join(known[:8]) + (
        f" and {len(known) - 8:,} more" if len(known) > 8 else ""
    )  # a line's worth
    return (
        (f'did you mean "{near}"? ' if near else "")
        + f"its values are {shown}; list them all with `values`,"
        + " or let `one_hot(unknown=true)` make it zeros"
    )


def _guilty(plan: DataPlan, flaw: Flaw) -> Span:
    """The stage that chose the column, or that knows the categories."""
    planned_field = plan.fields[flaw.field]
    todo, found = [planned_field.stage], []
    while todo:
        planned = plan.stages[todo.pop()]
        todo.extend(planned.inputs)
        found.append(planned)
    for planned in found:
        if flaw.kind == "unseen" and planned.stage.term() in {"one_hot", "categories", "boolean"}:
            return planned.span
    for planned in found:
        if flaw.kind in {"missing", "unfit"} and _selects(planned.stage, flaw.column):
            return planned.span
    return planned_field.span


def _selects(stage: object, column: str | None) -> bool:
    return (
        isinstance(stage, Column | Columns)
        and column is not None
        and bool(chosen(stage, (column,)))
    )
