"""Fit a plan: turn each of its stages into steps, with what the training rows teach."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from pydantic import ValidationError

from tenet.data.applying import step_values
from tenet.data.arrays import Indices, Ragged, Values, places
from tenet.data.choosing import chosen, lacking
from tenet.data.drawing import Draws
from tenet.data.field import Content, FieldType
from tenet.data.fitted import Fitted, Given, OnlyMissing
from tenet.data.implementation import implementation
from tenet.data.mistakes import (
    CONTRADICTORY_CONTENT,
    FIELD_OF_TEXT,
    ONLY_MISSING,
    OVERFLOW,
    UNSUITABLE_DATA,
)
from tenet.data.pipeline import FittedField, Node, Pipeline, Reading
from tenet.data.plan import DataPlan, PlannedField, PlannedStage
from tenet.data.step import Step
from tenet.data.steps.cast import Cast
from tenet.data.steps.column import Column as RawColumn
from tenet.data.table import Table
from tenet.data.transform import Selection, Stage
from tenet.data.transforms.column import CellContent, Column, Columns
from tenet.diagnostics import TenetError
from tenet.frozen import replace
from tenet.source import Span
from tenet.types.dim import Dim, Symbolic
from tenet.types.shape import Misfit
from tenet.types.tensor import DType


def fit(plan: DataPlan, table: Table, rows: Indices) -> Pipeline:
    """The plan as a pipeline, fitted on some rows only; what a column holds is told by all of it.

    Raises:
        TenetError: a column is lacking, or the table does not suit a stage.
    """
    problems = [
        problem
        for stage in plan.stages
        for problem in lacking(stage.stage, table.names, table.name, stage.span)
    ]
    if problems:
        raise TenetError(*problems)
    return _Fitting(plan, table, rows).pipeline()


class _Fitting:
    """The nodes made so far, and their values in all rows; only training rows teach anything."""

    def __init__(self, plan: DataPlan, table: Table, rows: Indices) -> None:
        self._plan = plan
        self._table = table
        self._rows = rows
        self._draws = Draws(np.arange(table.count))
        self._nodes: list[Node] = []
        self._values: list[Values] = []
        self._made: dict[tuple[Step, tuple[int, ...]], int] = {}
        self._contents: dict[str, CellContent] = {}

    def pipeline(self) -> Pipeline:
        """Every stage in turn, then the fields."""
        nodes: list[int] = []
        types: list[FieldType] = []
        sizes: dict[str, int] = {}
        for planned in self._plan.stages:
            fitted, kind = self._fitted(
                planned,
                tuple(types[i] for i in planned.inputs),
                tuple(self._values[nodes[i]] for i in planned.inputs),
            )
            nodes.append(self._placed(fitted, [nodes[i] for i in planned.inputs], planned.span))
            types.append(kind)
            sizes |= _learnt(planned.type, kind)
        fields = {
            name: self._field(field, nodes[field.stage], types[field.stage])
            for name, field in self._plan.fields.items()
        }
        for name, field in fields.items():
            if isinstance(field.type.class_count, int):
                sizes[f"classes({name})"] = field.type.class_count
        kept = tuple((op.term(), op.model_dump_json()) for op in self._plan.rows if op.keeps)
        reading = Reading(self._table.separator, self._table.missing, kept)
        return Pipeline(tuple(self._nodes), fields, sizes, reading).restricted(fields)

    def _fitted(
        self, planned: PlannedStage, types: tuple[FieldType, ...], values: tuple[Values, ...]
    ) -> tuple[Fitted, FieldType]:
        """A stage as steps, and what it gives; it learns from each place of sequences."""
        stage = self._settled(planned.stage, planned.span)
        term = stage.term()
        each = tuple(kind.place if kind.sequence else kind for kind in types)
        training = tuple(places(value[self._rows]) for value in values)
        given = Given(each, training, planned.stream)
        try:
            stage.outcome(*types)
            fitted: Fitted = implementation("tenet.data.fit", term)(stage, given)
            kind = fitted.settled.outcome(*types)
            if isinstance(stage, Selection) and planned.type.sequence:
                kind = kind.along(planned.type.shape[0])
            return fitted, replace(kind, origin=planned.type.origin)
        except Misfit as error:
            message = f"`{term}` {error.message}"
            if isinstance(error, OnlyMissing):
                raise ONLY_MISSING.error(planned.span, message, help=error.help) from None
            help_ = self._blame(given) or error.help
            raise UNSUITABLE_DATA.error(planned.span, message, help=help_) from None
        except ValidationError:
            raise OVERFLOW.error(
                planned.span,
                f"`{term}` meets numbers too large to calculate with",
                help="look for a wrong unit or a slip in the column; clip_outliers brings them back",
            ) from None

    def _settled(self, stage: Stage, span: Span) -> Stage:
        """A selection with its columns and their content written out; other stages as they are."""
        if not isinstance(stage, Column | Columns):
            return stage
        names = chosen(stage, self._table.names)
        for name in names:
            if not self._table.holds_cells(name):
                raise UNSUITABLE_DATA.error(
                    span,
                    f'column "{name}" is {self._table.frame[name].dtype}: its cells are neither'
                    " numbers nor texts",
                    help="give the parts of its cells columns of their own",
                )
        content = self._content(stage, names, span)
        for name in names:
            if self._contents.setdefault(name, content) != content:
                raise CONTRADICTORY_CONTENT.error(
                    span,
                    f'column "{name}" is read as {content} here and as'
                    f" {self._contents[name]} by another field",
                    help=f'say the same of both, as in column("{name}", type=text)',
                )
        settled = {"type": content} | ({"pattern": names} if isinstance(stage, Columns) else {})
        return stage.model_copy(update=settled)

    def _content(self, stage: Column | Columns, names: tuple[str, ...], span: Span) -> CellContent:
        if stage.type is None:
            whole = all(self._table.first_wrong(name) is None for name in names)
            return "number" if whole else "text"
        if stage.type == "number":
            self._table.require_numbers(names, span)
        return stage.type

    def _blame(self, given: Given) -> str | None:
        """The cell that makes text of columns that might have been numbers."""
        for kind in given.types:
            for name in kind.columns or ():
                row = self._table.first_wrong(name)
                if kind.content is Content.TEXT and row is not None:
                    cell, count = self._table.cell(name, row), self._table.count_wrong(name)
                    return (
                        f'row {self._table.number(row):,} of column "{name}" holds "{cell}"'
                        f" ({count:,} of {self._table.rows:,} cells are no numbers): correct it,"
                        f" list it under `missing` of the source, or use `one_hot`"
                    )
        return None

    def _placed(self, fitted: Fitted, inputs: list[int], span: Span) -> int:
        """The node that ends a stage."""
        if fitted.columns:
            inputs = [self._place(column, ()) for column in fitted.columns]
        for place, step in enumerate(fitted.before):
            if step is not None:
                inputs[place] = self._place(step, (inputs[place],))
        for step in fitted.steps:
            inputs = [self._place(step, tuple(inputs))]
        return inputs[0]

    def _place(self, step: Step, inputs: tuple[int, ...]) -> int:
        """The node of a step; the same step on the same inputs is one node.

        What only chooses among places comes before what is done to each, so that this can be exported.
        """
        if step.selects:
            before = self._nodes[inputs[0]]
            if before.inputs and not before.step.whole:
                earlier = tuple(self._place(step, (i,)) for i in before.inputs)
                return self._place(before.step, earlier)
        key = (step, inputs)
        if key not in self._made:
            value: Values
            if isinstance(step, RawColumn):
                value = self._table.given(step.name, Content(step.content))
            else:
                given = (self._values[index] for index in inputs)
                value = step_values(step, *given, draws=self._draws)
            self._made[key] = len(self._nodes)
            shape = tuple(places(value).shape[1:])
            self._nodes.append(Node(step, inputs, shape, isinstance(value, Ragged)))
            self._values.append(value)
        return self._made[key]

    def _field(self, field: PlannedField, node: int, kind: FieldType) -> FittedField:
        if field.promise is not None:
            kind = replace(kind, range=field.promise)
        if kind.dtype is DType.I64:
            return FittedField(node, kind)
        if kind.content is Content.TEXT:
            raise FIELD_OF_TEXT.error(
                field.span,
                f"the field `{field.name}` is text, and a network computes with numbers",
                help=self._blame(Given((kind,))) or "end it with `one_hot` or `categories`",
            )
        return FittedField(self._place(Cast(dtype="f32"), (node,)), kind.numbers())


def _learnt(planned: FieldType, fitted: FieldType) -> Mapping[str, int]:
    """The sizes by their names that reading the data has made numbers."""
    pairs: list[tuple[Dim | None, Dim | None]] = [(planned.class_count, fitted.class_count)]
    if len(planned.shape) == len(fitted.shape):
        pairs += zip(planned.shape, fitted.shape, strict=True)
    return {
        str(before): after
        for before, after in pairs
        if isinstance(before, Symbolic) and str(before) in before.names and isinstance(after, int)
    }
