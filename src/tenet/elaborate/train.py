"""Elaborate the `train` section: settings, and the loss as a graph over outputs and fields."""

from __future__ import annotations

from collections.abc import Mapping

from tenet.catalogue.definition import Definition
from tenet.catalogue.lookup import find
from tenet.catalogue.operation import Operation
from tenet.data.field import FieldType
from tenet.diagnostics import Diagnostic, Label, nearest
from tenet.diagnostics.diagnostic import Edit, Fix, Safety
from tenet.elaborate.call import said
from tenet.elaborate.context import POISON, Context
from tenet.elaborate.data import FieldHandle
from tenet.elaborate.evaluate import evaluate
from tenet.elaborate.mistakes import (
    METRIC_MISFIT,
    NO_LOSS,
    NOT_A_DISTRIBUTION,
    NOT_A_TENSOR,
    UNKNOWN_KEY,
    UNKNOWN_MONITOR,
)
from tenet.elaborate.network import NetworkBody, NetworkPlace
from tenet.elaborate.scope import Scope
from tenet.elaborate.section import fill
from tenet.frozen import frozen
from tenet.ir.builder import GraphBuilder
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.source import Input
from tenet.policy.loss import Loss
from tenet.policy.metric import Metric, Task
from tenet.policy.train import Train
from tenet.source import Span
from tenet.syntax.tree import Call, Error, Expression, ListOf, Section

PROBABILITIES = ("softmax", "sigmoid")


@frozen
class Comparison:
    """An output that the loss compares with a field, and how."""

    output: str
    field: str
    task: Task


@frozen
class TrainPlan:
    """What training does: settings, the network with its loss as one graph, and what is compared.

    The objective's outputs are those of the network and `loss`; its inputs are the network's and
    the targets.
    """

    settings: Train
    objective: Graph
    comparisons: tuple[Comparison, ...]
    loss_span: Span

    @property
    def targets(self) -> tuple[str, ...]:
        """The fields that only the loss reads."""
        return tuple(n for n in self.objective.inputs if n in {c.field for c in self.comparisons})


class LossPlace(NetworkPlace):
    """Inside the loss: outputs are values, and a field becomes an input when it is first read."""

    kinds: tuple[type[Definition], ...] = (Loss, Operation)

    def __init__(self, body: NetworkBody | None) -> None:
        super().__init__(GraphBuilder() if body is None else body.builder, ("loss",))
        self.entered: dict[str, Value] = {} if body is None else dict(body.graph.inputs)

    def enter(self, value: object, span: Span) -> object:
        """A field as an input of the graph; anything else as it is."""
        if not isinstance(value, FieldHandle):
            return super().enter(value, span)
        if value.name not in self.entered:
            op = Input(type=value.type.tensor)
            self.entered[value.name] = self.builder.add(op, (), span=span, hint=value.name)
        return self.entered[value.name]


def elaborate_train(
    section: Section,
    body: NetworkBody | None,
    fields: Mapping[str, FieldType],
    names: Scope,
    reports: list[Diagnostic],
) -> TrainPlan | None:
    """The plan of a `train` section, or none where mistakes, here or in the network, leave none.

    `names` holds the params, and poison for outputs and fields that mistakes elsewhere have spoilt.
    """
    scope = Scope(names)
    outputs = {} if body is None else body.graph.outputs
    for name, kind in fields.items():
        scope.bind(name, FieldHandle(name, kind), section.name.span)
    for name, value in outputs.items():
        scope.bind(name, value, section.name.span)
    place = LossPlace(body)
    context = Context(scope, place, reports)
    before = len(reports)
    settings, spans = fill(context, Train, section, extra=("loss",))
    if "loss" not in spans:
        if _perhaps_loss(section, reports[before:]):
            return None
        shown = ", ".join(f"`{name}`" for name in outputs) or "the outputs"
        message = f"`train` needs a loss: what should {shown} come close to?"
        help_ = (
            "such as `loss = cross_entropy(probability, label)` or `loss = mse(estimate, target)`"
        )
        reports.append(NO_LOSS.at(section.name.span, message, help=help_))
        return None
    loss = evaluate(context, spans["loss"])
    if loss is POISON or settings is None or body is None:
        return None
    plan = context.attempt(lambda: _plan(context, body, settings, loss, spans["loss"]))
    if not isinstance(plan, TrainPlan):
        return None
    _check_metrics(plan, spans, reports)
    _check_monitor(plan, spans, reports)
    return plan


def _perhaps_loss(section: Section, reports: list[Diagnostic]) -> bool:
    """Whether an entry that could not be read, or is not known, may have been meant as the loss."""
    unread = any(isinstance(entry, Error) for entry in section.entries)
    return unread or any(report.rule is UNKNOWN_KEY for report in reports)


def _plan(
    context: Context, body: NetworkBody, settings: Train, loss: object, expression: Expression
) -> TrainPlan:
    if not isinstance(loss, Value) or loss.type.shape:
        shown = str(loss.type) if isinstance(loss, Value) else said(context, loss)
        raise NOT_A_TENSOR.error(
            expression.span,
            f"the loss must be one number, but it is {shown}",
            help="compare an output with a field, for example with `mse(estimate, target)`",
        )
    objective = body.builder.graph(body.graph.name, {**body.graph.outputs, "loss": loss})
    comparisons = tuple(_comparisons(objective, expression.span))
    return TrainPlan(settings, objective, comparisons, expression.span)


def _comparisons(objective: Graph, span: Span) -> list[Comparison]:
    names = {value.number: name for name, value in objective.outputs.items()}
    found: dict[tuple[str, str], Comparison] = {}
    for node in objective.nodes:
        if not isinstance(node.op, Loss):
            continue
        _check_probabilities(objective, node)
        prediction, target = node.inputs
        fields = {value.number: name for name, value in objective.inputs.items()}
        if prediction.number in names and target.number in fields:
            output, field_ = names[prediction.number], fields[target.number]
            # Two losses of one pair are one comparison, so that its scaling is undone once.
            found.setdefault((output, field_), Comparison(output, field_, node.op.task))
    if not found:
        raise NO_LOSS.error(
            span,
            "the loss compares no output with a field of the data",
            help="such as `cross_entropy(probability, label)`",
        )
    return list(found.values())


def _check_probabilities(objective: Graph, node: Node) -> None:
    word = node.op.wants if isinstance(node.op, Loss) else None
    if word is None:
        return
    producer = objective.producers[node.inputs[0].number]
    # A sigmoid looks at each number by itself, so that numbers may be laid out anew after it.
    while word == "sigmoid" and producer.op.relays:
        producer = objective.producers[producer.inputs[0].number]
    last = {-1, producer.output.type.rank - 1}
    if producer.op.term() == word and getattr(producer.op, "axis", -1) in last:
        return
    name = node.inputs[0].hint
    raise NOT_A_DISTRIBUTION.error(
        node.span,
        f"`{node.op.term()}` compares probabilities, but `{name}` comes from `{producer.op.term()}`",
        help=f"end it in `-> {word}`; training still uses the stable form of the two together",
        labels=(Label(producer.span, f"`{name}` comes from here"),),
        fix=_ending_in(word, producer),
    )


def _ending_in(word: str, producer: Node) -> Fix | None:
    """The fix that makes a value end in an activation, in place of the other one."""
    at = producer.span
    if isinstance(producer.op, Input):
        return None
    if producer.op.term() in PROBABILITIES and at.text == producer.op.term():
        return Fix(Safety.UNSAFE, (Edit(at, word),))
    return Fix(Safety.UNSAFE, (Edit(Span(at.source, at.end, at.end), f" -> {word}"),))


def _check_metrics(
    plan: TrainPlan, spans: Mapping[str, Expression], reports: list[Diagnostic]
) -> None:
    task = plan.comparisons[0].task
    words = {"classes": "classes", "bits": "yes-or-no labels", "numbers": "numbers"}
    for place, metric in enumerate(plan.settings.metrics):
        if task not in metric.tasks:
            fitting = " or ".join(words[t] for t in metric.tasks)
            message = f"`{metric.term()}` judges {fitting}, but the loss compares {words[task]}"
            reports.append(METRIC_MISFIT.at(_item(spans["metrics"], place).span, message))


def _check_monitor(
    plan: TrainPlan, spans: Mapping[str, Expression], reports: list[Diagnostic]
) -> None:
    monitor = getattr(plan.settings.stop, "monitor", None)
    known = ["loss", *(m.term() for m in plan.settings.metrics if m.scalar)]
    wanted = [*(f"validation.{name}" for name in known), "train.loss"]
    if monitor is None or monitor in wanted:
        return
    part, _, name = monitor.partition(".")
    metric = find(Metric, name)
    if part == "validation" and metric is not None and metric.scalar:
        hint, help_ = "", f"list it: `metrics = [{name}]`"
    else:
        close = nearest(monitor, wanted)
        hint = f"; did you mean `{close}`?" if close is not None else ""
        help_ = f"while training there are {', '.join(wanted)}"
    message = f"nothing measures `{monitor}` while training{hint}"
    at = _argument(spans["stop"], "monitor").span
    reports.append(UNKNOWN_MONITOR.at(at, message, help=help_))


def _item(expression: Expression, place: int) -> Expression:
    """An item of a list, or the whole where it is no list as written."""
    return expression.items[place] if isinstance(expression, ListOf) else expression


def _argument(expression: Expression, name: str) -> Expression:
    """What a call gives for a setting, or the whole call."""
    arguments = expression.arguments if isinstance(expression, Call) else ()
    named = (a.value for a in arguments if a.name is not None and a.name.text == name)
    return next(named, expression)
