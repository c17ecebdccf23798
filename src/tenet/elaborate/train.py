"""Elaborate the `train` section: settings, and each network's loss as a graph over outputs and fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tenet.catalogue.definition import Definition
from tenet.catalogue.operation import Operation
from tenet.data.field import FieldType
from tenet.diagnostics import Diagnostic
from tenet.elaborate.building import Building
from tenet.elaborate.comparing import check_loss
from tenet.elaborate.context import POISON, Context
from tenet.elaborate.evaluate import evaluate
from tenet.elaborate.fields import FieldHandle, handles
from tenet.elaborate.judging import Watched, watched
from tenet.elaborate.measuring import Around
from tenet.elaborate.mistakes import (
    NO_LOSS,
    NOT_A_TENSOR,
    UNKNOWN_KEY,
)
from tenet.elaborate.mixing import check_mixing
from tenet.elaborate.monitors import check_monitors
from tenet.elaborate.network import NetworkBody, measured
from tenet.elaborate.parameters import ParameterKind, kinds
from tenet.elaborate.parts import in_order, known_entries, loss_parts
from tenet.elaborate.scope import Scope
from tenet.elaborate.section import entries, fill
from tenet.elaborate.selecting import check_selectors
from tenet.elaborate.staging import check_lengths
from tenet.elaborate.tally import Exhausted
from tenet.elaborate.turns import divided, with_common
from tenet.elaborate.variants import Bodies
from tenet.frozen import frozen
from tenet.ir.builder import Site
from tenet.ir.graph import Graph, Value
from tenet.limits import DEFAULT
from tenet.ops.source import Input
from tenet.policy.loss import Loss
from tenet.policy.metric import Task
from tenet.policy.selection import selects
from tenet.policy.train import Train
from tenet.source import Span
from tenet.syntax.tree import Bind, Error, Expression, Section


@frozen
class Comparison:
    """An output that the loss compares with a field, and how."""

    output: str
    field: str
    task: Task


@frozen
class TrainPlan:
    """What training does to a network.

    An objective is the network with its loss as one graph: its outputs are those of the network and
    `loss`, its inputs the network's and the targets.

    Attributes:
        settings: of the section, the loss aside.
        network: the network as it is trained.
        objective: the network as it is trained, with its loss.
        judged: the network as it is judged on validation and test; often the same.
        judgement: that network with its loss.
        comparisons: the pairs of output and field that the loss compares.
        metrics: what is measured beside the loss.
        spans: where the value of each entry stands.
        others: the spec's other networks, whose parameters begin with their names and stay as they are.
        most: how large sizes are at most that differ from row to row.
    """

    settings: Train
    network: Graph
    objective: Graph
    judged: Graph
    judgement: Graph
    comparisons: tuple[Comparison, ...]
    metrics: tuple[Watched, ...]
    spans: Mapping[str, Span]
    others: frozenset[str] = frozenset()
    most: Mapping[str, int] = {}

    @property
    def loss_span(self) -> Span:
        """Where the loss stands."""
        return self.spans["loss"]

    @property
    def still(self) -> frozenset[str]:
        """The parameters that training never moves, by path: what is frozen to the end, and other networks' own."""
        forever = [s for item in self.settings.frozen if item.until is None for s in item.of]
        return frozenset(
            path
            for path, p in self.network.parameters.items()
            if path.partition(".")[0] in self.others
            or any(selects(s, path, p.role) for s in forever)
        )

    @property
    def targets(self) -> tuple[str, ...]:
        """The fields that only the loss reads."""
        return tuple(name for name in self.objective.inputs if name not in self.network.inputs)


class LossPlace(Around):
    """Inside the loss: outputs are values, and a field becomes an input when it is first read."""

    kinds: tuple[type[Definition], ...] = (Loss, Operation)

    def __init__(self, body: NetworkBody | None) -> None:
        building = Building(DEFAULT) if body is None else body.building
        super().__init__(building, Site("loss"))
        self.entered: dict[str, Value] = {} if body is None else dict(body.graph.inputs)
        self.network = body.graph if body is not None else None

    def enter(self, value: object, span: Span) -> object:
        """A field as an input of the graph, a kind of parameters as all of them; else as it is."""
        if isinstance(value, ParameterKind):
            return self._tied(value, span)
        if not isinstance(value, FieldHandle):
            return super().enter(value, span)
        if value.name not in self.entered:
            op = Input(type=measured(self.building, value.name, value.type))
            self.entered[value.name] = self.builder.add(op, (), span=span, hint=value.name)
        return self.entered[value.name]

    def _tied(self, kind: ParameterKind, span: Span) -> object:
        """The network's own parameters of a kind, as values."""
        if self.network is None:
            return POISON
        learned = self.network.parameters.values()
        chosen = [p.path for p in learned if kind.holds(p) and self.building.owns(p.path)]
        if not chosen:
            message = f"the network has no {kind.name}"
            raise NOT_A_TENSOR.error(span, message)
        return tuple(self.tie(path, span) for path in chosen)


def elaborate_train(
    section: Section,
    bodies: Mapping[str, Bodies | None],
    fields: Mapping[str, FieldType],
    names: Scope,
    reports: list[Diagnostic],
) -> tuple[dict[str, TrainPlan], dict[str, Train]]:
    """The plan of each network that the section trains, and its settings; mistakes leave some out.

    `names` holds the params, and poison for outputs and fields that mistakes elsewhere have spoilt.
    """
    if len(bodies) < 2:
        body = next(iter(bodies.values()), None)
        made = {next(iter(bodies), ""): _elaborate_one(section, (), body, fields, names, reports)}
    else:
        own, common = divided(section, bodies, reports)
        made = {
            name: _elaborate_one(inner, common, bodies[name], fields, names, reports)
            for name, inner in own.items()
        }
    plans = {name: plan for name, (plan, _, _) in made.items() if plan is not None}
    if len(plans) == len(made):
        check_monitors({name: (plan, made[name][2]) for name, plan in plans.items()}, reports)
    return plans, {name: known for name, (_, known, _) in made.items() if known is not None}


def _elaborate_one(  # what a plan is made from
    section: Section,
    common: tuple[Bind | Section | Error, ...],
    bodies: Bodies | None,
    fields: Mapping[str, FieldType],
    names: Scope,
    reports: list[Diagnostic],
) -> tuple[TrainPlan | None, Train | None, dict[str, Expression]]:
    """The plan of one network, its settings, and the values of its entries; `common` are entries that its section shares with others."""
    whole = with_common(section, common)
    training = None if bodies is None else bodies.training
    place = LossPlace(training)
    context = _context(place, fields, names, section.name.span, reports)
    read = entries(context, whole, sections=("metrics",))
    parts = loss_parts(read)
    read = known_entries(read, parts, section, reports)
    settings_, spans = fill(context, Train, whole, read, extra=("loss", "metrics", *parts))
    if "loss" not in spans:
        if not _perhaps_loss(whole, reports):
            reports.append(_missing_loss(section, bodies))
        return None, settings_, spans
    try:
        loss = _loss(context, parts, spans)
        if loss is POISON or settings_ is None or bodies is None or training is None:
            watched(context, place, read, None, ())
            return None, settings_, spans
        held = training.graph.parameters
        own = {path: p for path, p in held.items() if training.building.owns(path)}
        reports.extend(check_selectors(settings_, own, spans))
        objective = context.attempt(lambda: _objective(context, training, loss, spans["loss"]))
        if not isinstance(objective, Graph):
            return None, settings_, spans
        comparisons = tuple(_comparisons(objective))
        metrics = watched(context, place, read, objective, comparisons)
        reports.extend(_unreached(settings_, training, objective, fields, spans))
        judgement = objective
        if bodies.evaluation is not training:
            judgement = _judgement(bodies.evaluation, parts, spans, fields, names)
    except Exhausted as error:
        reports.extend(error.diagnostics)
        return None, settings_, spans
    plan = TrainPlan(
        settings_, training.graph, objective, bodies.evaluation.graph, judgement, comparisons,
        metrics, {name: entry.span for name, entry in spans.items()}, training.building.others,
        dict(training.building.most),
    )  # fmt: skip
    return plan, settings_, spans


def _unreached(
    settings: Train,
    body: NetworkBody,
    objective: Graph,
    fields: Mapping[str, FieldType],
    spans: Mapping[str, Expression],
) -> Iterator[Diagnostic]:
    """What keeps rows from being mixed, and sequences from being cut."""
    if settings.mix is not None:
        others, at = body.building.others, spans["mix"].span
        yield from check_mixing(settings.mix, body.graph, objective, others, fields, at)
    yield from check_lengths(settings, objective, fields, spans)


def _context(
    place: LossPlace,
    fields: Mapping[str, FieldType],
    names: Scope,
    span: Span,
    reports: list[Diagnostic],
) -> Context:
    """Where the entries of the section stand: outputs before fields, and kinds of parameters."""
    scope = Scope(names)
    for name, kind in kinds().items():
        scope.taint(name, kind, span)
    for name, handle in handles(fields).items():
        scope.taint(name, handle, span)
    for name, value in ({} if place.network is None else place.network.outputs).items():
        scope.taint(name, value, span)
    return Context(scope, place, reports)


def _loss(
    context: Context, parts: Mapping[str, Expression], spans: Mapping[str, Expression]
) -> object:
    """The value of the loss, its parts bound before it, each after those that it names itself."""
    for name, expression in in_order(parts):
        value = evaluate(context, expression)
        if isinstance(value, Value) and isinstance(context.place, LossPlace):
            value = context.place.builder.rename(value, name)
        context.scope.taint(name, value, expression.span)
    return evaluate(context, spans["loss"])


def _judgement(
    body: NetworkBody,
    parts: Mapping[str, Expression],
    spans: Mapping[str, Expression],
    fields: Mapping[str, FieldType],
    names: Scope,
) -> Graph:
    """The network as it is judged, with the same loss."""
    found: list[Diagnostic] = []
    context = _context(LossPlace(body), fields, names, spans["loss"].span, found)
    loss = _loss(context, parts, spans)
    assert not found, found
    return _objective(context, body, loss, spans["loss"])


def _missing_loss(section: Section, bodies: Bodies | None) -> Diagnostic:
    outputs = {} if bodies is None else bodies.training.graph.outputs
    shown = ", ".join(f"`{name}`" for name in outputs) or "the outputs"
    message = f"`{section.name.text}` needs a loss: what should {shown} come close to?"
    help_ = "such as `loss = cross_entropy(probability, label)` or `loss = mse(estimate, target)`"
    return NO_LOSS.at(section.name.span, message, help=help_)


def _perhaps_loss(section: Section, reports: list[Diagnostic]) -> bool:
    """Whether an entry that could not be read, or is not known, may have been meant as the loss."""
    unread = any(isinstance(entry, Error) for entry in section.entries)
    unknown = {report.span for report in reports if report.rule is UNKNOWN_KEY}
    binds = (entry for entry in section.entries if isinstance(entry, Bind))
    return unread or any(entry.targets[0].name.span in unknown for entry in binds)


def _objective(context: Context, body: NetworkBody, loss: object, expression: Expression) -> Graph:
    if not isinstance(loss, Value) or loss.type.shape:
        shown = str(loss.type) if isinstance(loss, Value) else context.said(loss)
        raise NOT_A_TENSOR.error(
            expression.span,
            f"the loss must be one number, but it is {shown}",
            help="compare an output with a field, for example with `mse(estimate, target)`",
        )
    graph = body.building.graph(body.graph.name, {**body.graph.outputs, "loss": loss})
    for node in graph.nodes:
        check_loss(graph, node)
    learned = body.graph.parameters.items()
    own = {path for path, p in learned if p.trainable and body.building.owns(path)}
    if own and not own & graph.reduced(["loss"]).parameters.keys():
        raise NO_LOSS.error(
            expression.span,
            "the loss depends on nothing that the network learns",
            help="such as `cross_entropy(probability, label)`",
        )
    return graph


def _comparisons(objective: Graph) -> list[Comparison]:
    names = {value.number: name for name, value in objective.outputs.items()}
    fields = {value.number: name for name, value in objective.inputs.items()}
    found: dict[tuple[str, str], Comparison] = {}
    for node in objective.nodes:
        if not isinstance(node.op, Loss) or len(node.op.inputs.names) != 2:
            continue
        if not node.op.paired:
            continue
        prediction, target = node.inputs[:2]
        if prediction.number in names and target.number in fields:
            output, field_ = names[prediction.number], fields[target.number]
            # Two losses of one pair are one comparison, so that its scaling is undone once.
            found.setdefault(
                (output, field_), Comparison(output, field_, node.op.compares(*node.types))
            )
    return list(found.values())
