"""Elaborate the `data` section: source, split, and fields as pipelines of stages."""

from __future__ import annotations

from collections.abc import Mapping

from tenet.catalogue.definition import Definition
from tenet.catalogue.setting import Setting, settings
from tenet.data.field import FieldType
from tenet.data.plan import DataPlan, PlannedField, PlannedStage, cut_of
from tenet.data.transform import Around, Cleaning, Selection, Split, Stage, TableSource
from tenet.diagnostics import Diagnostic, Label, TenetError, nearest
from tenet.elaborate.applicable import Beside, Composed
from tenet.elaborate.carrying import carried
from tenet.elaborate.context import POISON, Context, Poison, Several, StaticPlace
from tenet.elaborate.evaluate import evaluate
from tenet.elaborate.in_parts import misfits_of_parts
from tenet.elaborate.mistakes import (
    BROKEN_PROMISE,
    MISFIT,
    MISSING_ENTRY,
    NO_ARITHMETIC,
    NOT_A_TENSOR,
    UNKNOWN_NAME,
    WRONG_UNPACKING,
)
from tenet.elaborate.scope import Scope
from tenet.elaborate.section import entries
from tenet.elaborate.typing import agree
from tenet.frozen import frozen, replace
from tenet.source import Span
from tenet.syntax.tree import Bind, Error, Expression, Name, Section, Target
from tenet.types.dim import Dim
from tenet.types.shape import Misfit, shown
from tenet.types.tensor import EVERYTHING, DType, Interval


@frozen
class FieldValue:
    """A stage of a field while the section is elaborated."""

    stage: int
    type: FieldType

    def __str__(self) -> str:
        return f"a field, {self.type.tensor}"


class DataPlace:
    """Inside the `data` section: calls make stages."""

    kinds: tuple[type[Definition], ...] = (Stage,)

    def __init__(self) -> None:
        self.stages: list[PlannedStage] = []
        self.length: Dim | None = None
        """How many places each row has, where rows of the table become sequences."""

    def holds(self, value: object) -> bool:
        """Whether the value is made by a stage."""
        return isinstance(value, FieldValue)

    def enter(self, value: object, span: Span) -> object:
        """The value itself."""
        return value

    def apply(
        self, op: Definition, inputs: tuple[object, ...], span: Span, beside: Beside
    ) -> object:
        """The output of a new stage."""
        assert isinstance(op, Stage)
        fields = tuple(value for value in inputs if isinstance(value, FieldValue))
        stream = len(self.stages)
        if (op.draws and fields) or (op.alike and len(fields) > 1):
            made = tuple(
                result
                for field in fields
                for result in (
                    (field,)
                    if op.spares_classes and field.type.dtype is DType.I64
                    else self._add(op, (field,), span, stream)
                )
            )
        else:
            made = self._add(op, fields, span, stream)
        return made[0] if len(made) == 1 else Several(made)

    def _add(
        self, op: Stage, fields: tuple[FieldValue, ...], span: Span, stream: int
    ) -> tuple[FieldValue, ...]:
        """A new stage, for each field that it gives."""
        cut = {cut_of(self.stages, field.stage) for field in fields}
        if len(cut) > 1 and not op.cuts:
            raise Misfit(
                "takes rows of the table beside stretches that `chunks` cut from them",
                "give both to `chunks`, side by side",
            )
        if op.cuts and cut != {None}:
            raise Misfit(
                "cuts what `chunks` has cut already", "cut once, into the shorter stretches"
            )
        behind = any(not isinstance(self.stages[field.stage].stage, Selection) for field in fields)
        if op.begins and behind:
            raise Misfit(
                "takes columns as the table has them",
                f'put it right behind them, as in `columns("day_*") -> {op.term()} -> standardize`',
            )
        made = []
        for part, result in enumerate(op.outcomes(*(field.type for field in fields))):
            if isinstance(op, Selection) and self.length is not None:
                result = result.along(self.length)  # noqa: PLW2901
            inputs = tuple(field.stage for field in fields)
            stage = PlannedStage(op, inputs, result, span, stream if op.draws else 0, part)
            made.append(FieldValue(len(self.stages), result))
            self.stages.append(stage)
        return tuple(made)

    def lift(self, number: float, span: Span) -> object:
        """Never happens, since fields have no arithmetic."""
        raise AssertionError(number, span)

    def refuse(self, sign: str, span: Span) -> TenetError:
        """The mistake of any operator."""
        message = f"fields have no arithmetic, so no `{sign}`"
        return NO_ARITHMETIC.error(span, message, help="transform them with `->`")

    def describe(self, value: object) -> tuple[str, Span | None]:
        """What a field is at a stage, and where that stage stands."""
        if not isinstance(value, FieldValue):
            return str(value), None
        return value.type.words, self.stages[value.stage].span


SECTION = {
    "rows": Setting(
        "rows",
        (),
        (Cleaning,),
        dotted=False,
        required=False,
        default=(),
        meaning="ways to clean the table",
    ),
    "source": Setting(
        "source", (), (TableSource,), dotted=False, required=True, default=None, meaning="a table"
    ),
    "split": Setting(
        "split",
        (),
        (Split,),
        dotted=False,
        required=True,
        default=None,
        meaning="a way to divide the rows",
    ),
}


def elaborate_data(section: Section, outer: Scope, reports: list[Diagnostic]) -> DataPlan | None:
    """The plan of a `data` section, or none where its mistakes leave none."""
    place = DataPlace()
    context = Context(Scope(outer), place, reports)
    fixed: dict[str, Definition | Cleanings] = {}
    spans: dict[str, Span] = {}
    fields: dict[str, PlannedField] = {}
    before = len(reports)
    broken = any(isinstance(entry, Error) for entry in section.entries)
    bindings = entries(context, section, several=True).bindings
    for name, entry in bindings:
        if name.text in SECTION:
            setting = _fixed(context, name, entry)
            spans[name.text] = entry.value.span
            if setting is not None:
                fixed[name.text] = setting
    rows = fixed.get("rows", ())
    place.length = _length(rows, spans, reports) if isinstance(rows, tuple) else None
    for name, entry in bindings:
        if name.text not in SECTION:
            made = context.attempt(lambda e=entry: _fields(context, e))  # type: ignore[misc]
            fields |= {} if isinstance(made, Poison) else made
    if not broken:
        needed = [name for name, setting in SECTION.items() if setting.required]
        reports.extend(_missing(section, key) for key in needed if key not in spans)
    fields = context.attempt(lambda: carried(place.stages, fields))  # type: ignore[assignment]
    source, split = fixed.get("source"), fixed.get("split")
    broken = broken or len(reports) > before
    if broken or not isinstance(source, TableSource) or not isinstance(split, Split):
        return None
    plan = DataPlan(
        source, spans["source"], tuple(place.stages), fields, split, spans["split"],
        rows if isinstance(rows, tuple) else (), spans.get("rows"),
    )  # fmt: skip
    reports.extend(misfits_of_parts(plan))
    return plan if context.attempt(lambda: _check(plan)) is None else None


Cleanings = tuple[Cleaning, ...]


def _length(rows: Cleanings, spans: Mapping[str, Span], reports: list[Diagnostic]) -> Dim | None:
    """How many places each row has, where the last way of cleaning makes sequences of rows."""
    early = next((stage for stage in rows[:-1] if stage.length is not None), None)
    if early is not None:
        message = f"`{early.term()}` makes sequences of rows, so that it comes last"
        help_ = 'clean the rows first, as in `drop_missing -> group("series")`'
        reports.append(MISFIT.at(spans["rows"], message, help=help_))
    return rows[-1].length if rows else None


def _fixed(context: Context, name: Name, entry: Bind) -> Definition | Cleanings | None:
    static = Context(context.scope, StaticPlace(*SECTION[name.text].kinds), context.reports)
    value = evaluate(static, entry.value, SECTION[name.text])
    kind = SECTION[name.text].kinds[0]
    stages = value.stages if isinstance(value, Composed) else (value,)
    if kind is Cleaning and all(isinstance(stage, Cleaning) for stage in stages):
        return tuple(stage for stage in stages if isinstance(stage, Cleaning))
    if isinstance(value, kind):
        return value
    if value is not POISON:
        words = SECTION[name.text].words
        context.reports.append(
            NOT_A_TENSOR.at(
                entry.value.span,
                f"`{name.text}` takes {words}, such as {_example(kind)}, not {static.said(value)}",
            )
        )
    return None


def _example(kind: type[Definition]) -> str:
    if kind is Cleaning:
        return '`drop_duplicates -> drop_missing("price")`'
    return '`csv("data/rows.csv")`' if kind is TableSource else "`random(train=80%, test=20%)`"


def _fields(context: Context, entry: Bind) -> dict[str, PlannedField]:
    """The fields that an entry binds; several, where the pipeline gives several side by side."""
    names = [target.name for target in entry.targets]
    for name in names:
        context.scope.bind(name.text, POISON, name.span)
    made = evaluate(context, entry.value)
    values = made if isinstance(made, Several) else (made,)
    if made is POISON:
        return {}
    if len(values) != len(names):
        raise WRONG_UNPACKING.error(
            entry.value.span,
            f"{len(names)} fields are bound, but the pipeline gives {len(values)}",
        )
    pairs = zip(entry.targets, values, strict=True)
    return {t.name.text: _field(context, t, value, entry) for t, value in pairs}


def _field(context: Context, target: Target, value: object, entry: Bind) -> PlannedField:
    name = target.name
    if isinstance(value, FieldValue):
        _settled(name, value, entry)
        promise = None if target.type is None else _promised(context, name, target.type, value)
        if promise is not None:
            value = replace(value, type=replace(value.type, range=promise))
        context.scope.bind(name.text, value, name.span)
        return PlannedField(name.text, value.stage, name.span, promise)
    raise NOT_A_TENSOR.error(
        entry.value.span,
        f"the field `{name.text}` is not made from columns",
        help='begin with `column("name")` or `columns("pattern_*")`',
    )


def _settled(name: Name, value: FieldValue, entry: Bind) -> None:
    """Raise where a field has other sizes while training."""
    kind = value.type
    if kind.trained is not None:
        raise MISFIT.error(
            entry.value.span,
            f"`{name.text}` is {shown(kind.trained)} while training, but {shown(kind.shape)} otherwise",
            help="bring both to one size after `augment`, for example with"
            f" `crop_center({', '.join(map(str, kind.trained[-2:]))})`",
        )


def _promised(
    context: Context, name: Name, declared: Expression, value: FieldValue
) -> Interval | None:
    """The range that a field's type promises, within what is known already; the data is held to it.

    Raises:
        TenetError: the field has other sizes or elements, or cannot lie there.
    """
    actual = value.type.tensor
    promised = agree(context, declared, actual, name.text, _span_of(context, value)).range
    if promised == EVERYTHING:
        return None
    low, high = max(promised.low, actual.range.low), min(promised.high, actual.range.high)
    if low > high:
        message = f"`{name.text}` is promised to lie in {promised}, but it lies in {actual.range}"
        raise BROKEN_PROMISE.error(declared.span, message)
    return Interval(low, high)


def _span_of(context: Context, value: FieldValue) -> Span | None:
    """Where the stage stands that a field ends in."""
    place = context.place
    return place.stages[value.stage].span if isinstance(place, DataPlace) else None


def _missing(section: Section, key: str) -> Diagnostic:
    example = _example(SECTION[key].kinds[0])
    return MISSING_ENTRY.at(
        section.name.span, f"`data` needs `{key}`", help=f"such as `{key} = {example.strip('`')}`"
    )


def _check(plan: DataPlan) -> None:
    _check_split(plan)
    _check_groups(plan)


def _check_groups(plan: DataPlan) -> None:
    """Check that all that looks at other rows looks among the same."""
    found = [(p.stage, p.span) for p in plan.stages if isinstance(p.stage, Around)]
    named = next(((stage, span) for stage, span in found if stage.group is not None), None)
    for stage, span in found:
        if named is not None and stage.group != named[0].group:
            group = f'group="{named[0].group}"'
            raise MISFIT.error(
                span,
                f"`{stage.term()}` looks at rows that `{named[0].term()}` keeps apart by {group}",
                labels=(Label(named[1], "rows of one group are meant here"),),
                help=f"write {group} here too",
            )


def _check_split(plan: DataPlan) -> None:
    """Check that the fields that a split names exist."""
    for setting in settings(type(plan.split)).values():
        wanted = getattr(plan.split, setting.name)
        if setting.dotted and isinstance(wanted, str) and wanted not in plan.fields:
            close = nearest(wanted, plan.fields)
            hint = f"; did you mean `{close}`?" if close is not None else ""
            raise UNKNOWN_NAME.error(
                plan.split_span,
                f"`{setting}` names the field `{wanted}`, which is not there{hint}",
                help=f"the fields are {', '.join(plan.fields)}",
            )


def used_by_split(plan: DataPlan) -> set[str]:
    """The fields that the split looks at."""
    split = plan.split
    return {str(getattr(split, s.name)) for s in settings(type(split)).values() if s.dotted}
