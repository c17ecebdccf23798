"""Prepare an experiment: read the spec and its data, and hold the one to the other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tenet.backends.program import Graphs, exact_graphs_of, graphs_of
from tenet.data.arrays import Indices, Values, places
from tenet.data.drawing import Draws
from tenet.data.load import Dataset, load
from tenet.elaborate.experiment import Experiment, elaborate
from tenet.elaborate.train import TrainPlan
from tenet.frozen import frozen, replace
from tenet.ir.graph import Graph, Parameter
from tenet.limits import DEFAULT, Limits
from tenet.policy.duration import Clock
from tenet.source import Source
from tenet.train.balance import balanced
from tenet.train.clock import clock_of
from tenet.train.lengths import fixed, lengths, shortened, size_inputs, sizes_in, varying
from tenet.train.mistakes import RANGE_BROKEN


@frozen
class Turn:
    """One of the networks that are trained in turn.

    Attributes:
        name: the network's.
        plan: what training does to it.
        graphs: the network and its objective, ready to be lowered.
        sizes: how long the sequences of each row are, by the network's names for lengths.
    """

    name: str
    plan: TrainPlan
    graphs: Graphs
    sizes: Mapping[str, Indices] = {}

    def lengths(self, rows: Mapping[str, Values]) -> dict[str, Indices]:
        """What the network and its loss are given of the lengths of sequences, of the fields themselves."""
        assert self.graphs.objective is not None
        return size_inputs(self.graphs.objective, sizes_in(self.graphs.objective, rows))


@frozen
class Prepared:
    """An experiment whose sizes are all known, and its data.

    Attributes:
        experiment: elaborated again with what the data has shown.
        dataset: fitted, with every field of every row.
        turns: the networks that are trained, in the order of their sections.
    """

    experiment: Experiment
    dataset: Dataset
    turns: tuple[Turn, ...]

    @property
    def plan(self) -> TrainPlan:
        """What training does to the network; of several, to the first: what all have in common is there."""
        return self.turns[0].plan

    @property
    def graphs(self) -> Graphs:
        """The only network and its objective, or the first one's."""
        return self.turns[0].graphs

    @property
    def sizes(self) -> Mapping[str, Indices]:
        """How long the sequences of each row are, by the names of the only network, or the first one's."""
        return self.turns[0].sizes

    @property
    def parameters(self) -> dict[str, Parameter]:
        """Every parameter by its path in a checkpoint."""
        return {
            self.scoped(turn.name, path): parameter
            for turn in self.turns
            for path, parameter in turn.graphs.own.items()
        }

    def scoped(self, network: str, name: str) -> str:
        """A parameter or a metric of a network as a run calls it: of several, by the network's name too."""
        return name if len(self.turns) == 1 else f"{network}.{name}"

    def alone(self, name: str) -> Prepared:
        """The same with one of its networks."""
        turns = tuple(turn for turn in self.turns if turn.name == name)
        return replace(self, experiment=self.experiment.only(name), turns=turns)

    @property
    def clock(self) -> Clock:
        """How long training is."""
        return clock_of(self.plan.settings, len(self.dataset.parts["train"]))

    def rows(self, seed: int = 0, epoch: int = 0, length: int | None = None) -> dict[str, Values]:
        """What the network and its loss are given: fields, and the lengths of sequences.

        In an epoch, the training rows are as they are drawn for it; else all are as they are judged. Their
        sequences may be cut to a length.
        """
        fields, training = self.dataset.fields, self.dataset.parts["train"]
        drawn = self.dataset.live.drawn(Draws(training, seed, epoch)) if epoch else {}
        rows: dict[str, Values] = {**fields, **drawn}
        if length is not None:
            objectives = (turn.graphs.objective for turn in self.turns)
            cut = {name for o in objectives if o is not None for name in varying(o, rows)}
            rows |= {name: shortened(rows[name], training, length) for name in cut}
        return {**rows, **self.turns[0].lengths(rows)}

    @property
    def exact(self) -> Prepared:
        """The same without any `precision`."""

        def exactly(turn: Turn) -> Turn:
            settings = turn.plan.settings.model_copy(update={"precision": "f32"})
            graphs = exact_graphs_of(self.experiment.only(turn.name))
            return replace(turn, plan=replace(turn.plan, settings=settings), graphs=graphs)

        return replace(self, turns=tuple(map(exactly, self.turns)))

    def with_rate(self, rate: float | None) -> Prepared:
        """The same with a learning rate that was found, if one was."""
        if rate is None:
            return self
        (turn,) = self.turns
        settings = turn.plan.settings
        told = settings.model_copy(update={"optimizer": settings.optimizer.with_rate(rate)})
        return replace(self, turns=(replace(turn, plan=replace(turn.plan, settings=told)),))

    @property
    def graph(self) -> Graph:
        """The network as it is trained, with initialisers chosen."""
        return self.graphs.trained


def prepare(
    source: Source,
    folder: Path,
    overrides: Mapping[str, str],
    limits: Limits = DEFAULT,
    imports: Mapping[str, str] | None = None,
    training: int = 0,
) -> Prepared:
    """The experiment of a spec with its data, found from a folder; imports are read, if not given.

    Raises:
        TenetError: the spec or the data is at fault.
    """
    first = elaborate(source, overrides, None, limits, imports).sound()
    first.needs(*(("data",) if first.open else ("data", "train")))
    assert first.data is not None
    dataset = load(first.data, folder, training, limits)
    facts, texts = dataset.pipeline.types, imports or first.imports
    experiment = elaborate(source, overrides, facts, limits, texts).sound()
    needed = fixed(experiment.networks.values(), dataset.fields, facts)
    if needed:
        facts = {**facts, **needed}
        experiment = elaborate(source, overrides, facts, limits, texts).sound()
    experiment.needs("train")
    experiment = balanced(experiment, dataset)
    turns = tuple(_turn(experiment.only(name), dataset) for name in experiment.plans)
    return Prepared(experiment, dataset, turns)


def _turn(experiment: Experiment, dataset: Dataset) -> Turn:
    """The training of one network, held to the data."""
    plan, graphs = experiment.train, graphs_of(experiment)
    assert plan is not None
    assert graphs.objective is not None
    _check_ranges(graphs.objective, dataset)
    sizes = lengths(graphs.objective, dataset.fields, plan.most)
    return Turn(experiment.name, plan, graphs, sizes)


def resolve(
    source: Source, folder: Path, overrides: Mapping[str, str], limits: Limits = DEFAULT
) -> Experiment:
    """The experiment of a spec, with the sizes filled in that only its data tells.

    Raises:
        TenetError: the spec or the data is at fault.
    """
    experiment = elaborate(source, overrides, None, limits).sound()
    experiment.needs("data")
    assert experiment.data is not None
    dataset = load(experiment.data, folder, limits=limits)
    return balanced(elaborate(source, overrides, dataset.pipeline.types, limits).sound(), dataset)


def _check_ranges(objective: Graph, dataset: Dataset) -> None:
    """Check on the data what inputs promise of their ranges."""
    for name, value in objective.inputs.items():
        if name not in dataset.fields:
            continue  # the length of sequences
        values, promised = places(dataset.fields[name]), value.type.range
        low, high = float(values.min()), float(values.max())
        if low < promised.low or high > promised.high:
            span = objective.producers[value.number].span
            raise RANGE_BROKEN.error(
                span,
                f"`{name}` is promised to lie in {promised}, but the data reaches {low:g}..{high:g}",
                help=f"scale the field, for example with `min_max`, or declare `in {low:g}..{high:g}`",
            )
