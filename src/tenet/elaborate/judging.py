"""Elaborate `metrics`: what is measured beside the loss, of which output against which field."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from tenet.catalogue.setting import Setting, called
from tenet.diagnostics import Label, TenetError
from tenet.elaborate.applicable import Prepared
from tenet.elaborate.context import POISON, Context
from tenet.elaborate.evaluate import evaluate
from tenet.elaborate.measuring import Applied, Around, MetricPlace
from tenet.elaborate.mistakes import (
    METRIC_MISFIT,
    NAME_TAKEN,
    WRONG_SETTING,
)
from tenet.elaborate.section import Entries, entries
from tenet.frozen import frozen, replace
from tenet.ir.graph import Graph, Value
from tenet.policy.classes import class_axis
from tenet.policy.loss import Loss
from tenet.policy.metric import Metric, Task
from tenet.source import Span
from tenet.syntax.tree import Expression, ListOf, Name
from tenet.types.tensor import DType, Interval, TensorType

if TYPE_CHECKING:
    from tenet.elaborate.train import Comparison

TASKS = {"classes": "classes", "bits": "yes-or-no labels", "numbers": "numbers"}
METRIC = Setting(
    "metrics", (), (Metric,), dotted=False, required=False, default=None, meaning="a metric"
)


@frozen
class Watched:
    """A metric under the name that history and `monitor` give it, the pair that it judges, and where.

    Attributes:
        output: the prediction: an output, or the text of an expression.
        field: the target: a field, or the text of an expression.
        where: what says which targets are judged, if anything does.
        values: what computes `prediction`, `target` and `where` from outputs and fields; none where
            each is one of them.
        given: the target's type, where it is known.
    """

    name: str
    metric: Metric
    output: str
    field: str
    task: Task
    where: str | None = None
    values: Graph | None = None
    given: TensorType | None = None

    @property
    def fields(self) -> set[str]:
        """The fields that it reads; among them may be outputs."""
        if self.values is not None:
            return set(self.values.inputs)
        return {self.field} if self.where is None else {self.field, self.where}


def watched(
    context: Context,
    place: Around,
    read: Entries,
    objective: Graph | None,
    comparisons: tuple[Comparison, ...],
) -> tuple[Watched, ...]:
    """Every metric with its pair; without an objective they are only looked through for mistakes."""
    found: dict[str, Watched] = {}
    spans: dict[str, Span] = {}
    outputs = {} if objective is None else {**objective.outputs}
    outputs.pop("loss", None)
    inner = replace(context, place=MetricPlace(place, outputs))
    for name, expression in _listed(context, read):
        value = evaluate(inner, expression, METRIC)
        if value is POISON or objective is None:
            continue
        key = name.text if name is not None else None
        made = context.attempt(
            lambda k=key, v=value, e=expression: _watched(inner, k, v, e, objective, comparisons)  # type: ignore[misc]
        )
        if not isinstance(made, Watched):
            continue
        if made.name in found and name is None:
            made = replace(made, name=called(made.metric))
        if made.name in found:
            labels = (Label(spans[made.name], "the first is here"),)
            message = f"there are two metrics called `{made.name}`"
            help_ = "name them in a section: `metrics { first = …; … }`, one on a line"
            context.reports.append(
                NAME_TAKEN.at(expression.span, message, labels=labels, help=help_)
            )
            continue
        found[made.name] = made
        spans[made.name] = expression.span
    return tuple(found.values())


def _listed(context: Context, read: Entries) -> list[tuple[Name | None, Expression]]:
    """The expressions of metrics, those in a section with their names."""
    listed: list[tuple[Name | None, Expression]] = []
    for name, entry in read.bindings:
        if name.text == "metrics":
            items = entry.value.items if isinstance(entry.value, ListOf) else (entry.value,)
            listed += [(None, item) for item in items]
    if "metrics" in read.sections:
        inner = entries(context, read.sections["metrics"])
        listed += [(name, entry.value) for name, entry in inner.bindings]
    return listed


def _watched(  # a metric, and all that says what it judges
    context: Context,
    name: str | None,
    value: object,
    expression: Expression,
    objective: Graph,
    comparisons: tuple[Comparison, ...],
) -> Watched:
    if isinstance(value, Applied):
        return _of_pair(context, name, value, expression, comparisons)
    where = None
    if isinstance(value, Prepared) and isinstance(value.op, Metric):
        where, value = value.beside.wired.get("where"), value.op
    if not isinstance(value, Metric):
        message = f"`metrics` holds metrics, not {context.said(value)}"
        raise WRONG_SETTING.error(
            expression.span, message, help="such as `metrics = [accuracy, f1(average=macro)]`"
        )
    fitting = [c for c in comparisons if c.task in value.judges]
    if len(fitting) == 1 and (len(comparisons) == 1 or len({c.task for c in comparisons}) > 1):
        (pair,) = fitting
        prediction, target = objective.outputs[pair.output], objective.inputs[pair.field]
        applied = Applied(value, prediction, target, where)
        return _judged(context, name, applied, pair.task, expression)
    computed = [node for node in objective.nodes if isinstance(node.op, Loss)]
    if not comparisons and len(computed) == 1:
        prediction, target = computed[0].inputs[:2]
        pair_of_loss = Applied(value, prediction, target, where)
        return _of_pair(context, name, pair_of_loss, expression, comparisons)
    if len(comparisons) == 1:
        raise _misfit(value, "the loss compares", comparisons[0].task, expression)
    pairs = " and ".join(f"`{c.output}` with `{c.field}`" for c in comparisons)
    what = (
        f"the loss compares {pairs}" if comparisons else "the loss compares no output with a field"
    )
    example = comparisons[0] if comparisons else None
    shown = f"({example.output}, {example.field})" if example is not None else "(output, field)"
    raise METRIC_MISFIT.error(
        expression.span,
        f"`{value.term()}` needs to know what it judges: {what}",
        help=f"say it: `metrics {{ {value.term()} = {value.term()}{shown} }}`",
    )


def _of_pair(
    context: Context,
    name: str | None,
    applied: Applied,
    expression: Expression,
    comparisons: tuple[Comparison, ...],
) -> Watched:
    """A metric of a pair that is given."""
    place = context.place
    assert isinstance(place, MetricPlace)
    metric, prediction, target = applied.metric, applied.prediction, applied.target
    output, field = place.said(prediction), place.said(target)
    if place.field(prediction) is not None and place.output(target) is not None:
        raise METRIC_MISFIT.error(
            expression.span,
            f"`{metric.term()}` takes the output first, and then the field",
            help=f"write `{metric.term()}({field}, {output})`",
        )
    known = next((c.task for c in comparisons if (c.output, c.field) == (output, field)), None)
    task = known or _task(prediction.type, target.type, metric)
    if task not in metric.judges:
        raise _misfit(metric, f"`{output}` and `{field}` are", task, expression)
    if not _alike(prediction.type, target.type, task):
        raise METRIC_MISFIT.error(
            expression.span,
            f"`{metric.term()}` cannot judge `{output}`, {prediction.type.bare}, against `{field}`,"
            f" {target.type.bare}",
            help="classes are judged by a probability for each, or by their numbers; all else number"
            " by number",
        )
    if task == "classes" and metric.of_scores and not prediction.type.dtype.is_float:
        raise METRIC_MISFIT.error(
            expression.span,
            f"`{metric.term()}` judges probabilities, but `{output}` holds classes,"
            f" {prediction.type.bare}",
            help="give it the output that has a probability for each class",
        )
    return _judged(context, name, applied, task, expression)


def _judged(
    context: Context, name: str | None, applied: Applied, task: Task, expression: Expression
) -> Watched:
    """A metric with what it is given, which fits it."""
    place, metric = context.place, applied.metric
    assert isinstance(place, MetricPlace)
    given = {"prediction": applied.prediction, "target": applied.target}
    seen = None
    if applied.where is not None:
        given["where"] = _seen(context, applied.where, applied.target.type, task, expression)
        seen = place.said(given["where"])
    return Watched(
        name or metric.term(),
        metric,
        place.said(applied.prediction),
        place.said(applied.target),
        task,
        seen,
        place.computed(given, expression.span),
        applied.target.type,
    )


def _seen(
    context: Context, value: object, target: TensorType, task: Task, expression: Expression
) -> Value:
    """What says where a metric judges targets of a type."""
    place = context.place
    assert isinstance(place, MetricPlace)
    assert isinstance(value, Value)
    kind, wanted = value.type, replace(target, dtype=DType.BOOL)
    truth = kind.dtype is DType.BOOL or (kind.dtype.is_integer and kind.range <= Interval(0, 1))
    rows = task == "numbers" and kind.shape == target.shape[: kind.rank]
    if not truth or (kind.shape != target.shape and not rows):
        raise METRIC_MISFIT.error(
            expression.span,
            f"`where` of a metric is true or false for each target, {wanted.bare}, but"
            f" `{place.said(value)}` is {kind}",
            help="make it of a column with `categories`, of two values, or compare: `where=x > 0`",
        )
    return value


def _task(prediction: TensorType, target: TensorType, metric: Metric) -> Task:
    """What a pair that the loss does not compare holds."""
    if not target.dtype.is_float:
        same = prediction.dtype.is_float and prediction.shape == target.shape
        return "bits" if same and target.range <= Interval(0, 1) else "classes"
    return "numbers" if "numbers" in metric.judges else "bits"


def _alike(prediction: TensorType, target: TensorType, task: Task) -> bool:
    """Whether a prediction can be judged: a probability for each class, or number by number."""
    if not prediction.batched or not target.batched:
        return False  # it is one for the whole batch, as a loss is
    if task != "classes" or not prediction.dtype.is_float:
        return prediction.shape == target.shape
    axis = class_axis(prediction.shape, target.shape)
    if axis is None:
        return False
    classes = prediction.shape[axis]
    known = isinstance(classes, int) and target.range.high < inf
    return not known or target.range.high + 1 == classes


def _misfit(metric: Metric, what: str, task: Task, expression: Expression) -> TenetError:
    fitting = " or ".join(TASKS[t] for t in metric.judges)
    message = f"`{metric.term()}` judges {fitting}, but {what} {TASKS[task]}"
    return METRIC_MISFIT.error(expression.span, message)
