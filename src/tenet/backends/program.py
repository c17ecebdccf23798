"""Lay out what is emitted of a network: its functions, and the losses that read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import partial

from tenet.backends.naming import free_name, legal
from tenet.backends.objective import Division, divide
from tenet.backends.outlining import Outline, Step, Unit, step_of
from tenet.elaborate.experiment import Experiment
from tenet.elaborate.train import TrainPlan
from tenet.frozen import frozen, replace
from tenet.ir.body import body_of
from tenet.ir.graph import Graph, Node, Parameter, Value
from tenet.ops.source import Input
from tenet.passes.mix_loss import MixedLoss, mix_loss
from tenet.passes.narrow_products import narrow_products
from tenet.passes.pipeline import OBJECTIVE, SOURCE, run, within
from tenet.policy.precision import HALVES, Precision


@frozen
class Graphs:
    """The graphs of one network, ready to be lowered.

    Attributes:
        network: as it is exported.
        objective: the network as it is trained, with its loss; none without training.
        training: the network as it is trained, where its text makes that another graph.
        judged: the network as it is judged, if so: as it is trained, as it is exported, or a third.
        judgement: that network with its loss.
        others: networks whose parameters begin with their names, which these graphs apply and do not train.
        partners: the inputs of the objective that hold what another row's targets are, each with its field.
        share: the input of the objective that tells how much of a row is its own, where rows are mixed.
    """

    network: Graph
    objective: Graph | None = None
    training: Graph | None = None
    judged: Graph | None = None
    judgement: Graph | None = None
    others: frozenset[str] = frozenset()
    partners: Mapping[str, str] = {}
    share: str | None = None

    @property
    def every(self) -> tuple[Graph, ...]:
        """Each graph that is there."""
        graphs = (self.network, self.training, self.judged, self.objective, self.judgement)
        return tuple(graph for graph in graphs if graph is not None)

    @property
    def trained(self) -> Graph:
        """The network as it is trained."""
        return self.network if self.training is None else self.training

    @property
    def judging(self) -> str:
        """The function that gives the outputs that are judged."""
        return "forward" if self.judged is None or self.judged is self.network else "judge"

    @property
    def parameters(self) -> dict[str, Parameter]:
        """Every parameter by path, those of other networks that the loss applies last."""
        whole = self.trained if self.objective is None else self.objective
        return {**self.trained.parameters, **whole.parameters, **self.trained.parameters}

    @property
    def own(self) -> dict[str, Parameter]:
        """Every parameter of the network itself by path."""
        return {
            path: parameter
            for path, parameter in self.parameters.items()
            if path.partition(".")[0] not in self.others
        }

    def narrowed(self, precision: Precision) -> Graphs:
        """The graphs whose training, and not their judging, computes products in a precision."""
        if self.objective is None or precision not in HALVES:
            return self
        order = (within(partial(narrow_products, to=precision)),)
        return replace(
            self,
            objective=run(order, self.objective),
            training=run(order, self.trained),
            judged=self.network if self.judged is None else self.judged,
            judgement=self.objective if self.judgement is None else self.judgement,
        )


def graphs_of(experiment: Experiment) -> Graphs:
    """The graphs of an experiment as it trains, ready to be lowered.

    Raises:
        TenetError: there is no network, or there are several.
    """
    plan = experiment.train
    graphs = exact_graphs_of(experiment)
    return graphs if plan is None else graphs.narrowed(plan.settings.precision)


def exact_graphs_of(experiment: Experiment) -> Graphs:
    """The same without any `precision`.

    Raises:
        TenetError: there is no network, or there are several.
    """
    experiment.needs("network")
    assert experiment.network is not None
    if experiment.train is None:
        return Graphs(run(SOURCE, experiment.network))
    if experiment.train.settings.mix is None:
        return _graphs(experiment.network, experiment.train)
    plan, mixed = _mixed(experiment.train)
    return replace(_graphs(experiment.network, plan), partners=mixed.partners, share=mixed.share)


def _graphs(exported: Graph, plan: TrainPlan) -> Graphs:
    """The graphs of a network that is trained by a plan."""
    network = run(SOURCE, exported)
    objective, others = run(OBJECTIVE, plan.objective), plan.others
    if plan.network is exported:
        return Graphs(network, objective, others=others)
    training = run(SOURCE, plan.network)
    if plan.judged is plan.network:
        return Graphs(network, objective, training, training, objective, others)
    judged = network if plan.judged is exported else run(SOURCE, plan.judged)
    return Graphs(network, objective, training, judged, run(OBJECTIVE, plan.judgement), others)


def _mixed(plan: TrainPlan) -> tuple[TrainPlan, MixedLoss]:
    """The plan with losses of mixed rows, that of judging too: so both take the same."""
    taken = {node.path for graph in (plan.objective, plan.judgement) for node in graph.nodes}
    mixed = mix_loss(plan.objective, plan.network, taken)
    judging = mix_loss(plan.judgement, plan.judged, taken)
    return replace(plan, objective=mixed.objective, judgement=judging.objective), mixed


@frozen
class Function:
    """A function of the network.

    Attributes:
        name: what it is called.
        doc: what it gives, in words.
        inputs: what is given to it.
        before: the function that it calls first, if any, with the same inputs.
        taps: what that one gives.
        steps: what it does then.
        returned: what it gives back.
    """

    name: str
    doc: str
    inputs: Mapping[str, Value]
    before: str | None
    taps: Mapping[str, Value]
    steps: tuple[Step, ...]
    returned: Mapping[str, Value]


@frozen
class Loss:
    """A function that gives the mean loss of a batch.

    Attributes:
        name: what it is called.
        doc: what it gives, in words.
        function: the function of the network that it calls.
        inputs: what is given to that one.
        taps: what that one gives.
        arguments: what is given to the loss: the network's inputs and the targets.
        steps: what it does then.
        value: the loss.
    """

    name: str
    doc: str
    function: str
    inputs: Mapping[str, Value]
    taps: Mapping[str, Value]
    arguments: Mapping[str, Value]
    steps: tuple[Step, ...]
    value: Value


@frozen
class Program:
    """All that is emitted of a network.

    Attributes:
        network: as it is exported.
        graphs: every graph that has a part in it.
        functions: of the network; `forward` is what it gives at inference.
        losses: none without training; two where training and judging differ, and then `loss` is either.
        judging: the function that gives the outputs that are judged.
        bodies: what the loops in all of these run, each once.
        called: the name of each loop's body, by the loop's identity.
    """

    network: Graph
    graphs: tuple[Graph, ...]
    functions: tuple[Function, ...]
    losses: tuple[Loss, ...]
    judging: str
    bodies: tuple[Function, ...] = ()
    called: Mapping[int, str] = {}


@frozen
class Bounds:
    """What a program keeps to: names that are taken, and layers of uses of blocks that are no units."""

    reserved: Collection[str]
    apart: Collection[str] = ()

    def legal(self, graph: Graph) -> Graph:
        """The graph, its inputs and outputs under names that are free."""
        return legal(graph, self.reserved)

    def outline(
        self, graph: Graph, functions: Sequence[Sequence[Node]], kept: Iterable[Value]
    ) -> Outline:
        """Which uses of blocks are units, for functions of a graph that give these values."""
        numbers = {value.number for value in kept}
        return Outline(graph, functions, numbers, self.reserved, self.apart)


def program(graphs: Graphs, bounds: Bounds) -> Program:
    """What is emitted of a network."""
    made = _without_bodies(graphs, bounds)
    taken = {*bounds.reserved, *(name for g in made.graphs for name in (*g.inputs, *g.outputs))}
    for graph in made.graphs:
        taken |= {part for node in graph.nodes for part in node.layer.split(".")}
        taken |= {value.hint for node in graph.nodes for value in node.outputs}
    bodies = _Bodies(bounds, taken)
    for steps in (*(f.steps for f in made.functions), *(loss.steps for loss in made.losses)):
        bodies.add(steps)
    return replace(made, bodies=tuple(bodies.functions), called=bodies.called)


class _Bodies:
    """The functions of what loops run, under names that are not `taken`."""

    def __init__(self, bounds: Bounds, taken: set[str]) -> None:
        self.bounds = bounds
        self.taken = taken
        self.functions: list[Function] = []
        self.called: dict[int, str] = {}
        self._known: list[tuple[Graph, str]] = []

    def add(self, steps: Iterable[Step]) -> None:
        """Effect: what the loops among these statements run is there, the innermost first."""
        for step in steps:
            if isinstance(step.what, Unit):
                self.add(step.what.steps)
                continue
            body = body_of(step.what.op)
            if body is not None:
                self.called[id(step.what)] = self._name(step.what, body.graph)

    def _name(self, node: Node, graph: Graph) -> str:
        """What the body of a loop is called. Effect: it is there."""
        known = next((name for made, name in self._known if made == graph), None)
        if known is not None:
            return known
        wanted = (
            f"{node.path.replace('.', '_')}_{'cell' if node.op.term() == 'scan' else 'decoder'}"
        )
        name = free_name(wanted, self.taken)
        self.taken.add(name)
        self._known.append((graph, name))
        made = _whole(name, self.bounds.legal(graph), self.bounds)
        self.add(made.steps)
        doc = f"One turn of {node.path}: {_described(graph.outputs)}"
        self.functions.append(replace(made, doc=doc))
        return name


def _without_bodies(graphs: Graphs, bounds: Bounds) -> Program:
    network = bounds.legal(graphs.network)
    if graphs.objective is None:
        return Program(network, (network,), (_whole("forward", network, bounds),), (), "forward")
    if graphs.training is None:
        division = divide(network, bounds.legal(graphs.objective))
        functions, loss = _together(division, bounds)
        return Program(network, (network,), functions, (loss,), "forward")
    return _apart(network, graphs, bounds)


def _whole(name: str, graph: Graph, bounds: Bounds) -> Function:
    steps = bounds.outline(graph, [graph.nodes], graph.outputs.values()).steps(graph.nodes)
    return Function(name, _described(graph.outputs), graph.inputs, None, {}, steps, graph.outputs)


def _together(
    division: Division, bounds: Bounds, kind: str = ""
) -> tuple[tuple[Function, ...], Loss]:
    """The functions of a network that is one graph, for inference and training."""
    network, taps, tail = division.network, division.taps, division.tail
    if division.whole is not network:
        head, loss = _beside(division, bounds, division.head_name, kind)
        return (_whole("forward", network, bounds), head), loss
    if division.reads_outputs:
        forward = _whole("forward", network, bounds)
        return (forward,), _loss(division, kind, "forward", network.outputs)
    divided = tail is not None
    parts: list[Sequence[Node]] = [division.head, tail if tail is not None else network.nodes]
    outline = bounds.outline(network, parts, (*taps.values(), *network.outputs.values()))
    head = _head(division, outline, division.head_name)
    forward = Function(
        "forward",
        _described(network.outputs),
        network.inputs,
        head.name if divided else None,
        taps if divided else {},
        outline.steps(parts[1]),
        network.outputs,
    )
    return (head, forward), _loss(division, kind, head.name, taps)


def _head(division: Division, outline: Outline, name: str) -> Function:
    doc = f"What the loss reads: {', '.join(division.taps)}"
    steps = outline.steps(division.head)
    return Function(name, doc, division.whole.inputs, None, {}, steps, division.taps)


def _apart(network: Graph, graphs: Graphs, bounds: Bounds) -> Program:
    """The functions of a network whose text makes another graph for training than for inference."""
    assert graphs.objective is not None
    assert graphs.judged is not None
    assert graphs.judgement is not None
    training = bounds.legal(graphs.trained)
    if graphs.judged is graphs.network:
        division = divide(network, bounds.legal(graphs.judgement))
        functions, judging = _together(division, bounds, "judging")
        head, loss = _trained(training, graphs.objective, bounds, "training")
        return Program(network, (network, training), (*functions, head), (loss, judging), "forward")
    judged = bounds.legal(graphs.judged)
    forward, judge = _whole("forward", network, bounds), _whole("judge", judged, bounds)
    if graphs.judged is graphs.training:
        head, loss = _trained(training, graphs.objective, bounds)
        return Program(network, (network, training), (forward, judge, head), (loss,), "judge")
    head, loss = _trained(training, graphs.objective, bounds, "training")
    again, judging = _trained(judged, graphs.judgement, bounds, "judging")
    return Program(
        network,
        (network, training, judged),
        (forward, judge, head, again),
        (loss, judging),
        "judge",
    )


def _trained(
    graph: Graph, objective: Graph, bounds: Bounds, kind: str = ""
) -> tuple[Function, Loss]:
    """What the loss reads of a network that is not the exported one, and the loss."""
    division = divide(graph, bounds.legal(objective))
    return _beside(division, bounds, f"{division.head_name}_in_{kind or 'training'}", kind)


def _beside(division: Division, bounds: Bounds, name: str, kind: str) -> tuple[Function, Loss]:
    """What the loss reads, computed by a function beside `forward`, and the loss."""
    outline = bounds.outline(division.whole, [division.head], division.taps.values())
    head = _head(division, outline, name)
    return head, _loss(division, kind, head.name, division.taps)


def _loss(division: Division, kind: str, function: str, taps: Mapping[str, Value]) -> Loss:
    """The loss, of the kind that is for training or judging alone, or of no kind."""
    graph = division.whole
    name = f"loss_in_{kind}" if kind else "loss"
    doc = f"The mean loss of a batch, in {kind}." if kind else "The mean loss of a batch."
    steps = tuple(step_of(n) for n in division.loss if not isinstance(n.op, Input))
    value = division.objective.outputs["loss"]
    return Loss(name, doc, function, graph.inputs, taps, division.arguments, steps, value)


def _described(outputs: Mapping[str, Value]) -> str:
    return ", ".join(f"{name}: {value.type}" for name, value in outputs.items())
