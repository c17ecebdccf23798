"""Divide the rows of a table as a plan says."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from tenet.data.arrays import Array, Indices
from tenet.data.choosing import chosen, lacking, lacking_names
from tenet.data.field import Content
from tenet.data.implementation import implementation
from tenet.data.mistakes import (
    EMPTY_PART,
    MISSING_VALUE,
    UNSTRATIFIABLE_FIELD,
    UNSUITABLE_DATA,
)
from tenet.data.plan import DataPlan
from tenet.data.shares import Shares
from tenet.data.splits.by_column import PARTS, ByColumn
from tenet.data.splits.by_group import ByGroup
from tenet.data.splits.folds import Folds
from tenet.data.splits.random import Random
from tenet.data.splits.time import Time
from tenet.data.table import Table
from tenet.data.transform import Split
from tenet.diagnostics import TenetError, nearest
from tenet.source import Span

ISO = re.compile(r"\d{4}(-\d\d(-\d\d([T ]\d\d(:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?")
"""Dates and times that sort as texts as they do in time, if all are written alike."""


def divide(plan: DataPlan, table: Table, training: int = 0) -> Mapping[str, Indices]:
    """The rows of `train`, `validation` and `test`, ascending, in one of the trainings that a split asks for.

    Raises:
        TenetError: a part with a share gets no row, or the field to stratify by is of no use.
    """
    split = plan.split
    problems = lacking_names(split.names, table.names, table.name, plan.split_span)
    if problems:
        raise TenetError(*problems)
    divided = implementation("tenet.data.divide", split.term())
    which = (training,) if split.trainings > 1 else ()
    parts: Mapping[str, Indices] = divided(split, table.count, _told(plan, table), *which)
    for part, rows in parts.items():
        if not len(rows) and _wanted(split, part):
            share = (
                f", with a share of {getattr(split, part) * 100:g}%"
                if isinstance(split, Shares)
                else ""
            )
            raise EMPTY_PART.error(
                plan.split_span,
                f"the part `{part}` gets none of the {table.count:,} rows{share}{_by(split)}",
                help=_otherwise(split),
            )
    return parts


def _wanted(split: Split, part: str) -> bool:
    """Whether a part is to have rows."""
    return part not in split.without_rows


def _told(plan: DataPlan, table: Table) -> Array | None:
    """What a split looks at: one value for each row, or nothing."""
    split = plan.split
    if isinstance(split, Folds) and split.group is not None:
        return _groups(table, split.group)
    if isinstance(split, Random | Folds):
        return _labels(plan, table, split.stratify)
    if isinstance(split, Time):
        return _moments(table, split.column, plan.split_span)
    if isinstance(split, ByGroup):
        return _groups(table, split.column)
    if isinstance(split, ByColumn):
        return _parts(table, split, plan.split_span)
    raise AssertionError(split)


def _parts(table: Table, split: ByColumn, span: Span) -> Array:
    """The part that each row says it is in."""
    table = table.only((split.column,))
    numbers = table.numbers(split.column).reshape(-1)
    texts = np.char.strip(table.texts(split.column).reshape(-1).astype(str))
    found = np.full(table.rows, "", object)
    for part in PARTS:
        for value in split.values(part):
            found[texts == value if isinstance(value, str) else numbers == value] = part
    lost = np.flatnonzero(found == "")
    if len(lost):
        cell = table.cell(split.column, int(lost[0]))
        raise UNSUITABLE_DATA.error(
            span,
            f'column "{split.column}" holds "{cell}" in row {table.number(int(lost[0])):,}, which is the name'
            f" of no part ({len(lost):,} of {table.rows:,} rows)",
            help=f'say which part that is, as in by_column("{split.column}", validation="dev"), or leave such rows'
            " out of the table",
        )
    return table.of_groups(found.astype(str))


def _moments(table: Table, column: str, span: Span) -> Array:
    """When each row was, as numbers or texts that sort as time does."""
    table = table.only((column,))
    gone = np.flatnonzero(table.missing_cells(column))
    if len(gone):
        raise MISSING_VALUE.error(
            span,
            f'column "{column}" has no value in row {table.number(int(gone[0])):,}, so that nobody knows'
            f" when that was ({len(gone):,} of {table.rows:,} rows)",
            help=f'leave such rows out: `rows = drop_missing("{column}")`',
        )
    if table.content(column) is Content.NUMBER:
        return table.of_groups(table.numbers(column).reshape(-1))
    texts = table.texts(column).reshape(-1).astype(str)
    wrong = [row for row, text in enumerate(texts) if not ISO.fullmatch(text.strip())]
    if wrong:
        raise UNSUITABLE_DATA.error(
            span,
            f'row {table.number(wrong[0]):,} of column "{column}" holds "{table.cell(column, wrong[0])}",'
            f" which does not sort by time ({len(wrong):,} of {table.rows:,} rows)",
            help="write times as numbers, or year first: 2026-11-23, or 2026-11-23 18:05",
        )
    return table.of_groups(np.char.strip(texts))


def _groups(table: Table, column: str) -> Array:
    """Whose each row is; a row without a value is by itself."""
    table = table.only((column,))
    cells = table.raw(column, table.content(column)).reshape(-1).astype(str).astype(object)
    for row in np.flatnonzero(table.missing_cells(column)):
        cells[row] = f"\0{row}"
    return table.of_groups(cells.astype(str))


def _otherwise(split: object) -> str:
    """What to do about a part without rows."""
    if isinstance(split, ByGroup):
        return f'there are too few values of "{split.column}" to fill every part; write 0% for one'
    if isinstance(split, Time):
        return (
            f'"{split.column}" has too few different moments to fill every part; write 0% for one'
        )
    if isinstance(split, ByColumn):
        return f'no row of "{split.column}" says so; write `none` for a part that is not there'
    if isinstance(split, Folds) and split.group is not None:
        return f'there are too few values of "{split.group}" for {split.count} folds: take fewer'
    if isinstance(split, Folds):
        return f"there are too few rows for {split.count} folds: take fewer"
    if _by(split):
        return "stratify by a field with fewer values, or not at all"
    return "give it a larger share, or 0% if it is not wanted"


def _by(split: object) -> str:
    field = split.stratify if isinstance(split, Random | Folds) else None
    return f" of every value of `{field}`" if field else ""


def _labels(plan: DataPlan, table: Table, field: str | None) -> Array | None:
    """The raw cells of the column behind a field: a split comes before all fitting."""
    if field is None:
        return None
    if field not in plan.fields:
        near = nearest(field, plan.fields)
        raise UNSTRATIFIABLE_FIELD.error(
            plan.split_span,
            f"there is no field `{field}` to stratify by",
            help=f"did you mean `{near}`?" if near else f"the fields are {', '.join(plan.fields)}",
        )
    columns: list[str] = []
    todo = [plan.fields[field].stage]
    while todo:
        planned = plan.stages[todo.pop()]
        todo.extend(planned.sources)
        problems = lacking(planned.stage, table.names, table.name, planned.span)
        if problems:
            raise TenetError(*problems)
        columns.extend(chosen(planned.stage, table.names))
    if len(set(columns)) != 1:
        raise UNSTRATIFIABLE_FIELD.error(
            plan.split_span,
            f"`{field}` is made of {len(set(columns))} columns, so it has no single value for each"
            " row to stratify by",
            help="stratify by a field of one column, such as the class to predict",
        )
    held = table.only(columns[:1])
    return held.of_groups(held.raw(columns[0], held.content(columns[0])).reshape(-1))
