"""Compile a network to ONNX with its first weights: what `train` would begin with."""

from __future__ import annotations

from tenet.backends.emitting import require_known_sizes
from tenet.backends.onnx.emit import emit_model
from tenet.data.arrays import Array
from tenet.deploy.form import onnx_of
from tenet.elaborate.experiment import Experiment
from tenet.ir.graph import Graph
from tenet.passes.pipeline import INFERENCE, SOURCE, run
from tenet.train.weights import draw_parameters


def compile_onnx(experiment: Experiment, seed: int = 0) -> bytes:
    """The network alone as an ONNX file; it takes tensors, and its weights are those of the seed.

    Raises:
        TenetError: there is no network, or it cannot be lowered.
    """
    experiment.needs("network")
    assert experiment.network is not None
    require_known_sizes(experiment.network)
    weights = _drawn(experiment, run(SOURCE, experiment.network), seed)
    form = onnx_of(experiment)
    model = emit_model(run(INFERENCE, experiment.network), weights, form.opset, form.precision)
    content: bytes = model.SerializeToString()
    return content


def _drawn(experiment: Experiment, graph: Graph, seed: int) -> dict[str, Array]:
    """The weights that training begins with; of one of several networks, drawn by their paths in a run."""
    others = frozenset() if experiment.train is None else experiment.train.others
    paths = {
        p: f"{experiment.name}.{p}" if others and p.partition(".")[0] not in others else p
        for p in graph.parameters
    }
    drawn = draw_parameters({paths[p]: own for p, own in graph.parameters.items()}, seed)
    return {p: drawn[path] for p, path in paths.items()}
