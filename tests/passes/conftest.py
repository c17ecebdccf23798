"""Networks as they run before and after a pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import onnxruntime as ort
import torch
from onnx import ModelProto
from tests.ops.conftest import Array, Arrays, Compiled, graph_of

from tenet.backends.onnx.builder import Builder
from tenet.backends.onnx.emit import finish, lower_graph
from tenet.backends.onnx.nodes import value_info
from tenet.backends.program import Graphs
from tenet.backends.torch.running import emitted
from tenet.ir.graph import Graph
from tenet.passes.drop_identities import drop_identities
from tenet.passes.fold_batch_norm import fold_batch_norm
from tenet.passes.pipeline import INFERENCE, run

UNIMPROVED = INFERENCE[:-1]
"""What must be done to a graph for inference; identities go last."""


def compiled(text: str) -> Compiled:
    """The network of a text, with weights."""
    return Compiled(graph_of(text, strictly=False))


def inference(network: Compiled) -> Graph:
    """Its graph for inference."""
    return run(INFERENCE, network.graph)


def terms(graph: Graph) -> list[str]:
    """The operations of a graph, in order, without inputs and constants."""
    found = [node.op.term() for node in graph.nodes]
    return [term for term in found if term not in {"input", "constant"}]


def lowered(graph: Graph, weights: Arrays, opset: int = 21, build: Any = Builder) -> ModelProto:
    """The ONNX model of just this graph: no pass is run on the way."""
    builder = build(opset)
    given = {name: builder.fresh(name) for name in graph.inputs}
    for name in graph.outputs:
        builder.reserve(name)
    made = lower_graph(graph, weights, builder, given)
    outputs = {name: builder.output(made[name], name) for name in graph.outputs}
    return finish(
        builder,
        graph.name,
        [value_info(given[name], value.type) for name, value in graph.inputs.items()],
        [value_info(outputs[name], value.type) for name, value in graph.outputs.items()],
        {},
    )


def by_runtime(model: ModelProto, inputs: Arrays) -> list[Array]:
    """What ONNX Runtime gives."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 4
    # What the session would do itself must not stand in for what a pass did.
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    content = model.SerializeToString()
    session = ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    names = [value.name for value in session.get_inputs()]
    made: list[Array] = session.run(None, {n: inputs[n] for n in names if n in inputs})
    return made


def by_torch(graph: Graph, weights: Arrays, inputs: Arrays) -> list[Array]:
    """What PyTorch gives at inference."""
    source, name = emitted(Graphs(graph))
    module = getattr(source, name)()
    module.load_state_dict({k: torch.from_numpy(v.copy()) for k, v in weights.items()})
    with torch.no_grad():
        made = module.eval()(*(torch.from_numpy(v.copy()) for v in inputs.values()))
    return [v.numpy() for v in (made if isinstance(made, tuple) else (made,))]


def assert_same(made: list[Array], expected: list[Array], told: str, room: float) -> None:
    """Effect: fails unless the numbers are the same but for some room, or equal where there is none."""
    for ours, theirs in zip(made, expected, strict=True):
        assert ours.shape == theirs.shape, told
        scale = max(1.0, float(np.abs(theirs).max(initial=0)))
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=room * scale, err_msg=told)


Change = Callable[[Graph, Arrays], tuple[Graph, Arrays]]


def assert_keeps_meaning(text: str, change: Change, *, rows: int = 3, room: float = 1e-5) -> Graph:
    """The graph of a text after a pass. Effect: fails unless it gives what it gave before, and is final."""
    network = compiled(text)
    before = run(UNIMPROVED, network.graph)
    if change is fold_batch_norm:
        before = drop_identities(before)
    inputs = network.inputs(rows)
    after, weights = change(before, network.weights)
    again, same = change(after, weights)

    assert again == after
    assert same.keys() == weights.keys()
    assert all(np.array_equal(same[path], weights[path]) for path in weights)
    assert_same(by_torch(after, weights, inputs), network.torch(inputs), "torch", room)
    expected = by_runtime(lowered(before, network.weights), inputs)
    assert_same(by_runtime(lowered(after, weights), inputs), expected, "runtime", room)
    return after
