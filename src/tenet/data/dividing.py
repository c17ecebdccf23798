"""Divide the rows of a table as a plan says."""

from __future__ import annotations

from collections.abc import Mapping

from tenet.data.arrays import Array, Indices
from tenet.data.choosing import chosen, lacking
from tenet.data.implementation import implementation
from tenet.data.mistakes import EMPTY_PART, UNSTRATIFIABLE_FIELD
from tenet.data.plan import DataPlan
from tenet.data.splits.random import Random
from tenet.data.table import Table
from tenet.diagnostics import TenetError, nearest


def divide(plan: DataPlan, table: Table) -> Mapping[str, Indices]:
    """The rows of `train`, `validation` and `test`, ascending.

    Raises:
        TenetError: a part with a share gets no row, or the field to stratify by is of no use.
    """
    split = plan.split
    labels = _labels(plan, table, split.stratify) if isinstance(split, Random) else None
    divided = implementation("tenet.data.divide", split.term())
    parts: Mapping[str, Indices] = divided(split, table.rows, labels)
    for part, rows in parts.items():
        share = float(getattr(split, part, 0))
        if share > 0 and not len(rows):
            raise EMPTY_PART.error(
                plan.split_span,
                f"the part `{part}` gets none of the {table.rows:,} rows, with a share of"
                f" {share * 100:g}%{_by(split)}",
                help="give it a larger share, or 0% if it is not wanted"
                if not _by(split)
                else "stratify by a field with fewer values, or not at all",
            )
    return parts


def _by(split: object) -> str:
    field = split.stratify if isinstance(split, Random) else None
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
        todo.extend(planned.inputs)
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
    return table.raw(columns[0], table.content(columns[0])).reshape(-1)
