"""A spec as commands read it: from a file, with params set on the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from tenet.backends.emitting import unknown_sizes
from tenet.cli.output import complain
from tenet.cli.usage import limits, overrides
from tenet.elaborate.experiment import Elaborated, Experiment, elaborate
from tenet.ir.graph import Graph
from tenet.syntax.read import read_source


def read_spec(
    path: Path, assignments: Iterable[str] | None, most: Iterable[str] | None = None
) -> Elaborated:
    """What came of the spec in a file.

    Raises:
        TenetError: the file cannot be read.
        WrongUsage: an assignment is not one, or there is no such limit.
    """
    values, bounds = overrides(assignments), limits(most)
    return elaborate(read_source(path, bounds), values, None, bounds)


def read_experiment(
    path: Path, assignments: Iterable[str] | None, most: Iterable[str] | None = None
) -> Experiment:
    """The experiment in a file, when nothing is wrong with it.

    Effect: warnings go to standard error.

    Raises:
        TenetError: the file cannot be read, or something is wrong with the spec.
        WrongUsage: an assignment is not one, or there is no such limit.
    """
    elaborated = read_spec(path, assignments, most)
    experiment = elaborated.sound()
    complain(d for d in elaborated.diagnostics if d.severity == "warning")
    sys.stderr.flush()
    return experiment


def read_sized_experiment(
    path: Path,
    assignments: Iterable[str] | None,
    most: Iterable[str] | None = None,
    network: str | None = None,
) -> Experiment:
    """The experiment in a file with one of its networks, all sizes of parameters in numbers.

    Effect: the data is read, if only it tells a size.

    Raises:
        TenetError: the file cannot be read, or something is wrong with the spec or its data.
        WrongUsage: an assignment is not one, or there is no such limit.
    """
    experiment = read_experiment(path, assignments, most)
    waits = experiment.open and experiment.data is not None
    if not waits:
        experiment = chosen(experiment, network)
        graph = the_network(experiment)
        plans = experiment.plans.values()
        nodes = (*graph.nodes, *(node for plan in plans for node in plan.objective.nodes))
        if experiment.data is None or not any(map(unknown_sizes, nodes)):
            return experiment
    resolve = import_module("tenet.train.prepare").resolve
    bounds = limits(most)
    sized: Experiment = resolve(
        read_source(path, bounds), path.parent, overrides(assignments), bounds
    )
    return chosen(sized, network)


def chosen(experiment: Experiment, network: str | None) -> Experiment:
    """The experiment with the network that was asked for, if one was.

    Raises:
        TenetError: it has no such network.
    """
    return experiment if network is None else experiment.only(network)


def the_network(experiment: Experiment) -> Graph:
    """The experiment's network.

    Raises:
        TenetError: it has none, or several.
    """
    experiment.needs("network")
    assert experiment.network is not None
    return experiment.network
