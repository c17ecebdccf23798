"""Fit a plan: turn each of its stages into steps, with what the training rows teach."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from math import prod
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from tenet.data.applying import step_values
from tenet.data.around import require_groups
from tenet.data.arrays import Array, Indices, Ragged, Values, places
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
    TOO_MANY_PICTURES,
    UNSUITABLE_DATA,
)
from tenet.data.picture import UnsuitablePicture
from tenet.data.pipeline import FittedField, Node, Pipeline, Reading
from tenet.data.plan import DataPlan, PlannedField, PlannedStage
from tenet.data.step import Step
from tenet.data.steps.cast import Cast
from tenet.data.steps.column import Column as RawColumn
from tenet.data.steps.picture import Stack
from tenet.data.steps.reshape import Reshape
from tenet.data.table import Table
from tenet.data.taught import Taught
from tenet.data.transform import Selection, Stage
from tenet.data.transforms.chunks import Chunks
from tenet.data.transforms.column import CellContent, Column, Columns
from tenet.data.unsuitable import unsuitable
from tenet.diagnostics import TenetError
from tenet.frozen import replace
from tenet.limits import DEFAULT, Limits
from tenet.source import Span
from tenet.types.dim import Dim, Symbolic
from tenet.types.shape import Misfit
from tenet.types.tensor import DType, Interval


def fit(
    plan: DataPlan, table: Table, rows: Indices, folder: Path = Path(), limits: Limits = DEFAULT
) -> Pipeline:
    """The plan as a pipeline, fitted on some rows only; what a column holds is told by all of it.

    Files that stages learn from are found from a folder, the spec's.

    Raises:
        TenetError: a column is lacking, or the table does not suit a stage.
    """
    _require_columns(plan, table)
    try:
        return _Fitting(plan, table, rows, folder, limits).pipeline()
    except UnsuitablePicture as error:
        raise unsuitable(error, plan, table) from None


def cut_rows(plan: DataPlan, table: Table, folder: Path, limits: Limits = DEFAULT) -> Table:
    """The table, whose rows to learn from are stretches where the plan cuts it into some.

    Raises:
        TenetError: a column or a file is lacking, or something before the cut learns from rows.
    """
    cut = plan.cut
    if cut is None:
        return table
    _require_columns(plan, table)
    before = replace(plan, stages=plan.stages[: cut.inputs[0] + 1], fields={})
    sequences = _Fitting(before, table, None, folder, limits).staged()
    assert isinstance(cut.stage, Chunks)
    assert isinstance(sequences, Ragged)
    return replace(table, cut=sequences.rows_of_stretches(cut.stage.length))


def _require_columns(plan: DataPlan, table: Table) -> None:
    problems = [
        problem
        for stage in plan.stages
        for problem in lacking(stage.stage, table.names, table.name, stage.span)
    ]
    if problems:
        raise TenetError(*problems)


class _Fitting:
    """The nodes made so far, and their values in the first row.

    Those in the training rows are worked out where a stage learns from them; nothing else teaches anything.
    """

    def __init__(
        self, plan: DataPlan, table: Table, rows: Indices | None, folder: Path, limits: Limits
    ) -> None:
        self._plan = plan
        self._table = table
        self._rows = rows
        self._folder = folder
        self._limits = limits
        self._pictured: set[int] = set()
        self._nodes: list[Node] = []
        self._values: list[Values] = []
        self._made: dict[tuple[Step, tuple[int, ...]], int] = {}
        self._contents: dict[str, CellContent] = {}
        self._taught = Taught(self._nodes, table, rows)

    def pipeline(self) -> Pipeline:
        """Every stage in turn, then the fields."""
        nodes, types, sizes = self._staged(self._plan.stages)
        fields = {
            name: self._field(field, nodes[field.stage], types[field.stage])
            for name, field in self._plan.fields.items()
        }
        for name, field in fields.items():
            if isinstance(field.type.class_count, int):
                sizes[f"classes({name})"] = field.type.class_count
        kept = tuple((op.term(), op.model_dump_json()) for op in self._plan.rows if op.keeps)
        reading = Reading(
            self._table.separator, self._table.missing, self._plan.source.headed, kept
        )
        return Pipeline(tuple(self._nodes), fields, sizes, reading).restricted(fields)

    def staged(self) -> Values:
        """What the last stage gives in all rows."""
        nodes, _, _ = self._staged(self._plan.stages)
        return self._taught.made_of(nodes[-1], self._table, slice(None), 0)

    def _staged(
        self, stages: Sequence[PlannedStage]
    ) -> tuple[list[int], list[FieldType], dict[str, int]]:
        """The node and the type of each stage, and the sizes that are known now."""
        nodes: list[int] = []
        types: list[FieldType] = []
        sizes: dict[str, int] = {}
        for planned in stages:
            fitted, kind = self._fitted(
                planned,
                tuple(types[i] for i in planned.inputs),
                [partial(self._taught.parts, nodes[i]) for i in planned.inputs],
            )
            if any(self._shows(nodes[i]) for i in planned.inputs):
                self._afford(kind, planned.span)
            beside = [self._told(name, planned.span) for name in fitted.beside]
            nodes.append(self._placed(fitted, [nodes[i] for i in planned.inputs], beside))
            self._require_rows(planned, nodes[-1])
            types.append(self._measured(nodes[-1], kind, planned.span))
            sizes |= _learnt(planned.type, types[-1])
        return nodes, types, sizes

    def _require_rows(self, planned: PlannedStage, index: int) -> None:
        """Raise for what is done to rows of the table alone, where these are cut into stretches."""
        step = self._nodes[index].step
        if self._table.cut is not None and (step.across or step.reads):
            term = planned.stage.term()
            message = f"`{term}` is for rows of the table, but these are cut into stretches"
            raise UNSUITABLE_DATA.error(planned.span, message, help="leave `chunks` out")

    def _fitted(
        self,
        planned: PlannedStage,
        types: tuple[FieldType, ...],
        values: Sequence[Callable[[], Iterator[Array]]],
    ) -> tuple[Fitted, FieldType]:
        """A stage as steps, and what it gives; it learns from each place of sequences."""
        stage = self._settled(planned.stage, planned.span)
        term = stage.term()
        each = tuple(kind.place if kind.sequence else kind for kind in types)
        given = Given(
            each,
            values,
            planned.stream,
            planned.part,
            self._folder,
            tuple(kind.sequence for kind in types),
        )
        of_types = True
        try:
            stage.outcomes(*types)
            of_types = False
            fitted: Fitted = implementation("tenet.data.fit", term)(stage, given)
            kind = fitted.settled.outcomes(*types)[planned.part]
            for name in fitted.beside:
                require_groups(self._table, name)
            if fitted.classes:
                last = len(fitted.classes) - 1
                kind = replace(
                    kind, classes=fitted.classes, class_count=last + 1, range=Interval(0, last)
                )
            if isinstance(stage, Selection) and planned.type.sequence:
                kind = kind.along(planned.type.shape[0])
            return fitted, replace(kind, origin=planned.type.origin)
        except Misfit as error:
            message = f"`{term}` {error.message}"
            if isinstance(error, OnlyMissing):
                raise ONLY_MISSING.error(planned.span, message, help=error.help) from None
            help_ = (self._blame(given) if of_types else None) or error.help
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
        settled: dict[str, object] = {"type": content}
        if isinstance(stage, Columns):
            settled |= {"pattern": names, "but": ()}
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

    def _told(self, name: str, span: Span) -> int:
        """The node of a column that tells which rows belong together, its cells as another field says they are."""
        stages = (planned.stage for planned in self._plan.stages)
        said = (stage.type for stage in stages if isinstance(stage, Column) and stage.name == name)
        column = self._settled(Column(name=name, type=next(said, None)), span)
        assert isinstance(column, Column)
        return self._place(RawColumn(name=name, content=column.type or "number"), ())

    def _placed(self, fitted: Fitted, inputs: list[int], beside: Sequence[int] = ()) -> int:
        """The node that ends a stage."""
        if fitted.takes is not None:
            inputs = [inputs[place] for place in fitted.takes]
        if fitted.columns:
            inputs = [self._place(column, ()) for column in fitted.columns]
        for place, step in enumerate(fitted.before):
            if step is not None:
                inputs[place] = self._place(step, (inputs[place],))
        inputs = [*inputs, *beside]
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
        inputs = tuple(self._ready(step, index) for index in inputs)
        key = (step, inputs)
        if key not in self._made:
            value = self._value(step, inputs)
            self._made[key] = len(self._nodes)
            shape = tuple(places(value).shape[1:])
            self._nodes.append(Node(step, inputs, shape, isinstance(value, Ragged)))
            self._values.append(value)
        return self._made[key]

    def _ready(self, step: Step, index: int) -> int:
        """An input of a step: pictures are read, and bytes made numbers to calculate with."""
        if self._nodes[index].step.reads and not step.frames:
            index = self._place(Stack(), (index,))
        keeps = step.outside or step.draws or isinstance(step, Cast | Reshape)
        if not keeps and places(self._values[index]).dtype == np.uint8:
            index = self._place(Cast(dtype="f64"), (index,))
        return index

    def _value(self, step: Step, inputs: tuple[int, ...]) -> Values:
        """What a step makes of the first row."""
        if isinstance(step, RawColumn):
            return self._table.head.given(step.name, Content(step.content))[:1]
        if any(map(self._shows, inputs)):
            self._pictured.add(len(self._nodes))
        given = (self._values[index] for index in inputs)
        return step_values(step, *given, draws=Draws(np.arange(1), folder=self._table.folder))[
            :1
        ]  # of several stretches

    def _measured(self, index: int, kind: FieldType, span: Span) -> FieldType:
        """The type of what is made of pictures, with the sizes that they turned out to have."""
        shape = self._nodes[index].shape
        if index not in self._pictured or len(shape) != len(kind.shape):
            return kind
        kind = replace(kind, shape=shape)
        self._afford(kind, span)
        return kind

    def _shows(self, index: int) -> bool:
        """Whether a node holds pictures, or what is made of them."""
        return index in self._pictured or self._nodes[index].step.reads

    def _afford(self, kind: FieldType, span: Span) -> None:
        """Raise where pictures of known sizes would take too much memory."""
        sizes = [size for size in kind.shape if isinstance(size, int)]
        if len(sizes) < len(kind.shape) or self._table.head is not self._table:
            return
        rows, each = self._table.count, 8 if kind.dtype is DType.I64 else 5
        needed = rows * prod(sizes) * each
        if needed > self._limits.memory:
            raise TOO_MANY_PICTURES.error(
                span,
                f"{rows:,} pictures of {' x '.join(map(str, sizes))} take {needed / 1e9:,.1f} GB,"
                f" more than {self._limits.memory / 1e9:,.1f} GB",
                help="`resize` them to less, or allow more: `--limit memory=…`, in bytes",
            )

    def _field(self, field: PlannedField, node: int, kind: FieldType) -> FittedField:
        if field.promise is not None:
            kind = replace(kind, range=field.promise)
        if kind.dtype is not DType.F64:
            node = self._ready(Cast(dtype="f32"), node)
            return FittedField(node, self._measured(node, kind, field.span))
        if kind.content is Content.TEXT:
            raise FIELD_OF_TEXT.error(
                field.span,
                f"the field `{field.name}` is text, and a network computes with numbers",
                help=self._blame(Given((kind,))) or "end it with `one_hot` or `categories`",
            )
        node = self._place(Cast(dtype="f32"), (node,))
        return FittedField(node, self._measured(node, kind.numbers(), field.span))


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
