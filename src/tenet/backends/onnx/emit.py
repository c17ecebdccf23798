"""Lower a graph to ONNX: no framework is imported, and every node is named by its path."""

from __future__ import annotations

from collections.abc import Mapping

from onnx import GraphProto, ModelProto, TensorProto, ValueInfoProto, checker, helper
from onnx.numpy_helper import from_array

from tenet.backends.emitting import require_known_sizes
from tenet.backends.onnx.builder import Array, Builder, Precision
from tenet.backends.onnx.nodes import ELEMENT, lower_nodes, value_info
from tenet.backends.onnx.precision import narrowed
from tenet.ir.graph import Graph
from tenet.passes.pipeline import DEPLOYMENT, run_weighed

IR_VERSION = 10
ML_OPSET = 3
"""The version of `ai.onnx.ml`, whose LabelEncoder looks texts up."""
LARGE = 1 << 12
"""How many numbers a weight may have that is checked as it is."""


def lower_graph(
    graph: Graph, weights: dict[str, Array], build: Builder, given: Mapping[str, str]
) -> dict[str, str]:
    """The ONNX names of a graph's outputs, its nodes added to a builder.

    Args:
        graph: for inference.
        weights: every parameter and statistic by path.
        build: where nodes are added.
        given: the ONNX names of the graph's inputs.
    """
    require_known_sizes(graph)
    first = len(build.nodes)
    made = lower_nodes(graph, weights, build, given)
    if build.precision != "f32":
        types = {given[name]: ELEMENT[value.type.dtype] for name, value in graph.inputs.items()}
        narrowed(build, first, types, made.values())
    return made


def finish(
    build: Builder,
    name: str,
    inputs: list[ValueInfoProto],
    outputs: list[ValueInfoProto],
    metadata: Mapping[str, str],
) -> ModelProto:
    """A checked model of what a builder holds, without what no output reads."""
    nodes, initialisers = build.needed({value.name for value in outputs})
    large = {n: x for n, x in initialisers.items() if x.size > LARGE and x.dtype != object}
    small = [from_array(x, n) for n, x in initialisers.items() if n not in large]
    # Checking copies all that there is: of a large weight, type and shape are enough.
    told = [
        helper.make_tensor_value_info(n, helper.np_dtype_to_tensor_dtype(x.dtype), x.shape)
        for n, x in large.items()
    ]
    light = _model(build, helper.make_graph(nodes, name, [*inputs, *told], outputs, small))
    checker.check_model(light, full_check=True)
    model = _model(build, helper.make_graph(nodes, name, inputs, outputs, small))
    for weight, value in large.items():
        _store(model.graph.initializer.add(), weight, value)
    helper.set_model_props(model, dict(metadata))
    return model


def _store(tensor: TensorProto, name: str, value: Array) -> None:
    """Effect: a tensor of the model holds a weight, which is copied once."""
    tensor.name = name
    tensor.dims.extend(value.shape)
    tensor.data_type = helper.np_dtype_to_tensor_dtype(value.dtype)
    tensor.raw_data = value.astype(value.dtype.newbyteorder("<"), copy=False).tobytes()


def _model(build: Builder, graph: GraphProto) -> ModelProto:
    domains = {"": build.opset} | {n.domain: ML_OPSET for n in graph.node if n.domain}
    return helper.make_model(
        graph,
        producer_name="tenet",
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid(name, opset) for name, opset in domains.items()],
    )


def emit_model(
    graph: Graph, weights: dict[str, Array], opset: int = 21, precision: Precision = "f32"
) -> ModelProto:
    """A model of the network alone, which takes tensors."""
    graph, weights = run_weighed(DEPLOYMENT, graph, weights)
    build = Builder(opset, precision)
    given = {name: build.fresh(name) for name in graph.inputs}
    for name in graph.outputs:
        build.reserve(name)
    made = lower_graph(graph, weights, build, given)
    outputs = {name: build.output(made[name], name) for name in graph.outputs}
    return finish(
        build,
        graph.name,
        [value_info(given[name], value.type) for name, value in graph.inputs.items()],
        [value_info(outputs[name], value.type) for name, value in graph.outputs.items()],
        {},
    )
