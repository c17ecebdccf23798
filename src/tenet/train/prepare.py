"""Prepare an experiment: read the spec and its data, and hold the one to the other."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tenet.data.load import Dataset, load
from tenet.data.plan import DataPlan
from tenet.elaborate.experiment import Experiment, elaborate
from tenet.elaborate.train import TrainPlan
from tenet.frozen import frozen
from tenet.ir.graph import Graph
from tenet.passes.pipeline import OBJECTIVE, SOURCE, run
from tenet.source import Source
from tenet.train.mistakes import RANGE_BROKEN


@frozen
class Prepared:
    """An experiment whose sizes are all known, and its data.

    Attributes:
        experiment: elaborated again with what the data has shown.
        dataset: fitted, with every field of every row.
        graph: the network, with initialisers chosen.
        objective: the network with its fused loss.
        plan: what training does.
    """

    experiment: Experiment
    dataset: Dataset
    graph: Graph
    objective: Graph
    plan: TrainPlan


def prepare(source: Source, folder: Path, overrides: Mapping[str, str]) -> Prepared:
    """The experiment of a spec with its data, found from a folder.

    Raises:
        TenetError: the spec or the data is at fault.
    """
    first = elaborate(source, overrides).sound()
    first.needs("data", "network", "train")
    assert first.data is not None
    dataset = load(first.data, folder)
    experiment = elaborate(source, overrides, dataset.pipeline.types).sound()
    plan, network = experiment.train, experiment.network
    assert plan is not None
    assert network is not None
    objective = run(OBJECTIVE, plan.objective)
    _check_ranges(objective, dataset, first.data)
    return Prepared(experiment, dataset, run(SOURCE, network), objective, plan)


def resolve(source: Source, folder: Path, overrides: Mapping[str, str]) -> Experiment:
    """The experiment of a spec, with the sizes filled in that only its data tells.

    Raises:
        TenetError: the spec or the data is at fault.
    """
    experiment = elaborate(source, overrides).sound()
    experiment.needs("data")
    assert experiment.data is not None
    dataset = load(experiment.data, folder)
    return elaborate(source, overrides, dataset.pipeline.types).sound()


def _check_ranges(objective: Graph, dataset: Dataset, data: DataPlan) -> None:
    """Check on the data what inputs promise of their ranges."""
    for name, value in objective.inputs.items():
        values, promised = dataset.fields[name], value.type.range
        low, high = float(values.min()), float(values.max())
        if low < promised.low or high > promised.high:
            span = objective.producers[value.number].span
            raise RANGE_BROKEN.error(
                span,
                f"`{name}` is promised to lie in {promised}, but the data reaches {low:g}..{high:g}",
                help=f"scale the field, for example with `min_max`, or declare `in {low:g}..{high:g}`",
            )
