"""A spec as commands read it: from a file, with params set on the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from tenet.backends.emitting import unknown_sizes
from tenet.cli.files import read_source
from tenet.cli.output import complain
from tenet.cli.usage import overrides
from tenet.elaborate.experiment import Elaborated, Experiment, elaborate
from tenet.ir.graph import Graph


def read_spec(path: Path, assignments: Iterable[str] | None) -> Elaborated:
    """What came of the spec in a file.

    Raises:
        TenetError: the file cannot be read.
        WrongUsage: an assignment is not one.
    """
    values = overrides(assignments)
    return elaborate(read_source(path), values)


def read_experiment(path: Path, assignments: Iterable[str] | None) -> Experiment:
    """The experiment in a file, when nothing is wrong with it.

    Effect: warnings go to standard error.

    Raises:
        TenetError: the file cannot be read, or something is wrong with the spec.
        WrongUsage: an assignment is not one.
    """
    elaborated = read_spec(path, assignments)
    experiment = elaborated.sound()
    complain(d for d in elaborated.diagnostics if d.severity == "warning")
    sys.stderr.flush()
    return experiment


def read_sized_experiment(path: Path, assignments: Iterable[str] | None) -> Experiment:
    """The experiment in a file, with all sizes of parameters in numbers.

    Effect: the data is read, if only it tells a size.

    Raises:
        TenetError: the file cannot be read, or something is wrong with the spec or its data.
        WrongUsage: an assignment is not one.
    """
    experiment = read_experiment(path, assignments)
    graph = network(experiment)
    if experiment.data is None or not any(map(unknown_sizes, graph.nodes)):
        return experiment
    resolve = import_module("tenet.train.prepare").resolve
    sized: Experiment = resolve(read_source(path), path.parent, overrides(assignments))
    return sized


def network(experiment: Experiment) -> Graph:
    """The experiment's network.

    Raises:
        TenetError: it has none.
    """
    experiment.needs("network")
    if experiment.network is None:
        raise AssertionError(experiment.name)
    return experiment.network
