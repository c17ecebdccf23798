"""The networks of whole experiments mean the same on every target, in training and at inference.

`SPECS=folder pytest tests/gallery/test_agreement.py` asks the same of the specs of any folder. No data is read:
sizes that only data tells are given.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from tests.gallery.test_architectures import assert_agree, with_scores
from tests.ops.conftest import Compiled
from tests.ops.test_draws import sampled

from tenet.data.field import FieldType
from tenet.elaborate.experiment import Experiment, elaborate
from tenet.frozen import replace
from tenet.ir.graph import Graph
from tenet.passes.expose_draws import expose_draws
from tenet.policy.classes import class_axis
from tenet.source import Source
from tenet.types.dim import Dim, Symbolic, bind, names
from tenet.types.tensor import Interval

FOLDER = Path(os.environ.get("SPECS", Path(__file__).parents[2] / "specs"))
FILES = sorted(FOLDER.glob("*.tenet"))
GIVEN = 6
"""What a size is that only data would tell."""


def told(experiment: Experiment) -> dict[str, Dim]:
    """What sizes of the data must be, for the text names them otherwise: declared inputs, numbers of classes."""
    plan, sizes = experiment.data, dict[str, Dim]()
    assert plan is not None
    for graph in experiment.networks.values():
        for name, value in graph.inputs.items():
            for dim, size in zip(plan.type_of(name).tensor.shape, value.type.shape, strict=True):
                known = names(dim)  # several, where patterns of columns are joined
                sizes |= {} if not isinstance(size, int) else {n: size // len(known) for n in known}
    for trained in experiment.plans.values():
        for pair in trained.comparisons:
            field = plan.type_of(pair.field)
            shape = trained.network.outputs[pair.output].type.shape
            if pair.task == "classes" and isinstance(field.class_count, Symbolic):
                axis = class_axis(shape, field.tensor.bound(sizes).shape)
                sizes[str(field.class_count)] = shape[-1 if axis is None else axis]
    return {name: size for name, size in sizes.items() if isinstance(size, int)}


def facts(experiment: Experiment) -> dict[str, FieldType]:
    """The fields as if data had been read; sequences stay of any length."""
    if experiment.data is None:
        return {}
    sizes, plan = told(experiment), experiment.data
    return {name: _told(plan.type_of(name), sizes) for name in plan.fields}


def _told(kind: FieldType, sizes: Mapping[str, Dim]) -> FieldType:
    shape = tuple(_number(dim, sizes) for dim in kind.shape)
    shape = (kind.shape[0], *shape[1:]) if kind.sequence else shape
    count = None if kind.class_count is None else _number(kind.class_count, sizes)
    ends = Interval(0, count - 1) if isinstance(count, int) else kind.range
    return replace(kind, shape=shape, class_count=count, range=ends)


def _number(dim: Dim, sizes: Mapping[str, Dim]) -> Dim:
    return bind(dim, {name: sizes.get(name, GIVEN) for name in names(dim)})


def experiment_of(path: Path) -> Experiment:
    """A spec of a folder, with the sizes that its data would tell."""
    source = Source(str(path), path.read_text("utf-8"))
    return elaborate(source, None, facts(elaborate(source).sound())).sound()


def graphs(experiment: Experiment) -> Mapping[str, Graph]:
    """Each network as it is exported, and as it trains where that is another graph."""
    found = dict(experiment.networks)
    for name, plan in experiment.plans.items():
        if plan.network is not experiment.networks[name]:
            found[f"{name} in training"] = plan.network
    return found


@pytest.mark.target
@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_targets_agree(path: Path) -> None:
    for number, graph in enumerate(graphs(experiment_of(path)).values()):
        found = expose_draws(graph)
        network = Compiled(with_scores(found.graph))
        inputs = network.inputs(2)
        for name, draw in found.draws.items():
            inputs[name] = sampled(draw, 2, np.random.default_rng(number))
        assert_agree(network, inputs)
