"""Elaborate the `train` section: settings, and each network's loss as a graph over outputs and fields."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tenet.catalogue.definition import Definition
from tenet.catalogue.operation import Operation
from tenet.catalogue.setting import settings
from tenet.data.field import FieldType
from tenet.diagnostics import Diagnostic
from tenet.elaborate.building import Building
from tenet.elaborate.comparing import check_loss
from tenet.elaborate.context import POISON, Context
from tenet.elaborate.data import FieldHandle
from tenet.elaborate.evaluate import evaluate
from tenet.elaborate.judging import Watched, watched
from tenet.elaborate.measuring import Around
from tenet.elaborate.mistakes import (
    MISSING_ENTRY,
    NO_LOSS,
    NOT_A_TENSOR,
    UNKNOWN_KEY,
)
from tenet.elaborate.monitors import check_monitor
from tenet.elaborate.network import NetworkBody, measured
from tenet.elaborate.parameters import ParameterKind, kinds
from tenet.elaborate.scope import Scope
from tenet.elaborate.section import Entries, entries, fill, twice, unknown_key
from tenet.elaborate.tally import Exhausted
from tenet.elaborate.variants import Bodies
from tenet.frozen import frozen, replace
from tenet.ir.builder import Site
from tenet.ir.graph import Graph, Value
from tenet.limits import DEFAULT
from tenet.ops.source import Input
from tenet.policy.loss import Loss
from tenet.policy.metric import Task
from tenet.policy.train import Train
from tenet.source import Span
from tenet.syntax.tree import Bind, Error, Expression, Name, Section


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
        loss_span: where the loss stands.
        most: how large sizes are at most that differ from row to row.
    """

    settings: Train
    network: Graph
    objective: Graph
    judged: Graph
    judgement: Graph
    comparisons: tuple[Comparison, ...]
    metrics: tuple[Watched, ...]
    loss_span: Span
    most: Mapping[str, int] = {}

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
        chosen = [p.path for p in self.network.parameters.values() if kind.holds(p)]
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
        own, common = _divided(section, bodies, reports)
        made = {
            name: _elaborate_one(inner, common, bodies[name], fields, names, reports)
            for name, inner in own.items()
        }
    plans = {name: plan for name, (plan, _) in made.items() if plan is not None}
    return plans, {name: known for name, (_, known) in made.items() if known is not None}


def _divided(
    section: Section, networks: Collection[str], reports: list[Diagnostic]
) -> tuple[dict[str, Section], tuple[Bind | Section | Error, ...]]:
    """The section of each network, and the entries that all have in common."""
    own: dict[str, Section] = {}
    common: list[Bind | Section | Error] = []
    before = len(reports)
    for entry in section.entries:
        if not isinstance(entry, Section) or entry.name.text == "metrics":
            common.append(entry)
        elif entry.name.text not in networks:
            reports.extend(unknown_key(entry.name, "train", [*networks, "metrics"]).diagnostics)
        elif entry.name.text in own:
            reports.append(twice(entry.name, own[entry.name.text].name.span))
        else:
            own[entry.name.text] = entry
    unclear = len(reports) > before or any(isinstance(entry, Error) for entry in section.entries)
    for name in networks:
        if name not in own and not unclear:
            message = f"`train` has no section for the network `{name}`"
            help_ = f"each of several networks has one: `{name} {{ loss = … }}`"
            reports.append(MISSING_ENTRY.at(section.name.span, message, help=help_))
    binds = [e for s in (section, *own.values()) for e in s.entries if isinstance(e, Bind)]
    read = set().union(*(_named_in(entry.value) for entry in binds))
    known = {*meant(), *read}
    shared = [entry.targets[0].name for entry in common if isinstance(entry, Bind)]
    reports.extend(_no_part(entry, "train") for entry in shared if entry.text not in known)
    return own, tuple(common)


def _elaborate_one(  # what a plan is made from
    section: Section,
    common: tuple[Bind | Section | Error, ...],
    bodies: Bodies | None,
    fields: Mapping[str, FieldType],
    names: Scope,
    reports: list[Diagnostic],
) -> tuple[TrainPlan | None, Train | None]:
    """The plan of one network, and its settings; `common` are entries that its section shares with others."""
    whole = Section(section.span, section.name, (*common, *section.entries), section.doc)
    training = None if bodies is None else bodies.training
    place = LossPlace(training)
    context = _context(place, fields, names, section.name.span, reports)
    read = entries(context, whole, sections=("metrics",))
    parts = _parts(read)
    read = _known(read, parts, section, reports)
    settings_, spans = fill(context, Train, whole, read, extra=("loss", "metrics", *parts))
    if "loss" not in spans:
        if not _perhaps_loss(whole, reports):
            reports.append(_missing_loss(section, bodies))
        return None, settings_
    try:
        loss = _loss(context, parts, spans)
        if loss is POISON or settings_ is None or bodies is None or training is None:
            watched(context, place, read, None, ())
            return None, settings_
        objective = context.attempt(lambda: _objective(context, training, loss, spans["loss"]))
        if not isinstance(objective, Graph):
            return None, settings_
        comparisons = tuple(_comparisons(objective))
        metrics = watched(context, place, read, objective, comparisons)
        check_monitor(settings_, metrics, spans, reports)
        judgement = objective
        if bodies.evaluation is not training:
            judgement = _judgement(bodies.evaluation, parts, spans, fields, names)
    except Exhausted as error:
        reports.extend(error.diagnostics)
        return None, settings_
    plan = TrainPlan(
        settings_, training.graph, objective, bodies.evaluation.graph, judgement, comparisons,
        metrics, spans["loss"].span, dict(training.building.most),
    )  # fmt: skip
    return plan, settings_


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
    for name, field in fields.items():
        scope.taint(name, FieldHandle(name, field), span)
    for name, value in ({} if place.network is None else place.network.outputs).items():
        scope.taint(name, value, span)
    return Context(scope, place, reports)


def _parts(read: Entries) -> dict[str, Expression]:
    """The entries that are parts of the loss: what the loss names, and is no setting."""
    known = meant()
    found: dict[str, Expression] = {}
    pending = [entry.value for name, entry in read.bindings if name.text == "loss"]
    others = {name.text: e.value for name, e in read.bindings if name.text not in known}
    while pending:
        for name in _named_in(pending.pop()):
            if name in others and name not in found:
                found[name] = others[name]
                pending.append(others[name])
    return found


def meant() -> tuple[str, ...]:
    """The entries of the section that have a meaning of their own."""
    return ("loss", *settings(Train))


def _known(
    read: Entries, parts: Collection[str], section: Section, reports: list[Diagnostic]
) -> Entries:
    """The entries without those that mean nothing here; of these, the section's own are reported.

    One that several networks have in common may be a part of another's loss.
    """
    strange = [name for name, _ in read.bindings if name.text not in {*meant(), *parts}]
    own = {entry.targets[0].name for entry in section.entries if isinstance(entry, Bind)}
    reports.extend(_no_part(name, section.name.text) for name in strange if name in own)
    left = tuple(binding for binding in read.bindings if binding[0] not in strange)
    return replace(read, bindings=left, complete=read.complete and not strange)


def _no_part(name: Name, section: str) -> Diagnostic:
    (found,) = unknown_key(name, section, list(meant())).diagnostics
    return replace(found, help=f"{found.help}, and the parts that `loss` names")


def _named_in(expression: object) -> set[str]:
    """Every name that an expression reads."""
    if isinstance(expression, Name):
        return {expression.text}
    if isinstance(expression, tuple):
        return set().union(*map(_named_in, expression)) if expression else set()
    inner = getattr(expression, "__match_args__", ())
    return set().union(*(_named_in(getattr(expression, n)) for n in inner if n != "span"), set())


def _loss(
    context: Context, parts: Mapping[str, Expression], spans: Mapping[str, Expression]
) -> object:
    """The value of the loss, its parts bound before it, each after those that it names itself."""
    for name, expression in _in_order(parts):
        value = evaluate(context, expression)
        if isinstance(value, Value) and isinstance(context.place, LossPlace):
            value = context.place.builder.rename(value, name)
        context.scope.taint(name, value, expression.span)
    return evaluate(context, spans["loss"])


def _in_order(parts: Mapping[str, Expression]) -> list[tuple[str, Expression]]:
    """The parts of a loss, each behind those that it names; of a ring, in the order of the text."""
    written = sorted(parts.items(), key=lambda item: item[1].span.start)
    done: dict[str, Expression] = {}
    open_: set[str] = set()

    def settle(name: str) -> None:
        if name in done or name in open_:
            return
        open_.add(name)
        for other, _ in written:
            if other in _named_in(parts[name]):
                settle(other)
        done[name] = parts[name]

    for name, _ in written:
        settle(name)
    return list(done.items())


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
    graph = body.building.builder.graph(body.graph.name, {**body.graph.outputs, "loss": loss})
    for node in graph.nodes:
        check_loss(graph, node)
    own = {path for path, p in body.graph.parameters.items() if p.trainable}
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
        prediction, target = node.inputs[:2]
        if prediction.number in names and target.number in fields:
            output, field_ = names[prediction.number], fields[target.number]
            # Two losses of one pair are one comparison, so that its scaling is undone once.
            found.setdefault(
                (output, field_), Comparison(output, field_, node.op.compares(*node.types))
            )
    return list(found.values())
