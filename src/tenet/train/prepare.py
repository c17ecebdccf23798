"""Prepare an experiment: read the spec and its data, and hold the one to the other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tenet.backends.program import Graphs, graphs_of
from tenet.data.arrays import Indices, Values, places
from tenet.data.drawing import Draws
from tenet.data.load import Dataset, load
from tenet.elaborate.experiment import Experiment, elaborate
from tenet.elaborate.train import TrainPlan
from tenet.frozen import frozen, replace
from tenet.ir.graph import Graph
from tenet.limits import DEFAULT, Limits
from tenet.source import Source
from tenet.train.balance import balanced
from tenet.train.lengths import lengths, size_inputs
from tenet.train.mistakes import RANGE_BROKEN


@frozen
class Prepared:
    """An experiment whose sizes are all known, and its data.

    Attributes:
        experiment: elaborated again with what the data has shown.
        dataset: fitted, with every field of every row.
        graphs: the network and its objective, ready to be lowered.
        plan: what training does.
        sizes: how long the sequences of each row are, by the network's names for lengths.
    """

    experiment: Experiment
    dataset: Dataset
    graphs: Graphs
    plan: TrainPlan
    sizes: Mapping[str, Indices] = {}

    def rows(self, seed: int = 0, epoch: int = 0) -> dict[str, Values]:
        """What the network and its loss are given: fields, and the lengths of sequences.

        In an epoch, the training rows are as they are drawn for it; else all are as they are judged.
        """
        assert self.graphs.objective is not None
        fields, training = self.dataset.fields, self.dataset.parts["train"]
        drawn = self.dataset.live.drawn(Draws(training, seed, epoch)) if epoch else {}
        return {**fields, **drawn, **size_inputs(self.graphs.objective, self.sizes)}

    def with_rate(self, rate: float | None) -> Prepared:
        """The same with a learning rate that was found, if one was."""
        if rate is None:
            return self
        settings = self.plan.settings
        told = settings.model_copy(update={"optimizer": settings.optimizer.with_rate(rate)})
        return replace(self, plan=replace(self.plan, settings=told))

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
) -> Prepared:
    """The experiment of a spec with its data, found from a folder; imports are read, if not given.

    Raises:
        TenetError: the spec or the data is at fault.
    """
    first = elaborate(source, overrides, None, limits, imports).sound()
    first.needs(*(("data",) if first.open else ("data", "network", "train")))
    assert first.data is not None
    dataset = load(first.data, folder)
    facts, texts = dataset.pipeline.types, imports or first.imports
    experiment = elaborate(source, overrides, facts, limits, texts).sound()
    experiment.needs("network", "train")
    experiment = balanced(experiment, dataset)
    plan, graphs = experiment.train, graphs_of(experiment)
    assert plan is not None
    assert graphs.objective is not None
    _check_ranges(graphs.objective, dataset)
    sizes = lengths(graphs.objective, dataset.fields, plan.most)
    return Prepared(experiment, dataset, graphs, plan, sizes)


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
    dataset = load(experiment.data, folder)
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
