"""Lower a graph to ONNX: no framework is imported, and every node is named by its path."""

from __future__ import annotations

from collections.abc import Mapping

from onnx import ModelProto, TensorProto, ValueInfoProto, checker, helper

from tenet.backends.emitting import require_known_sizes
from tenet.backends.lowering import lower
from tenet.backends.onnx.builder import Array, Builder
from tenet.backends.onnx.lowered import Lowering
from tenet.ir.graph import Graph
from tenet.ops.source import Input
from tenet.types.tensor import DType, TensorType

IR_VERSION = 10
BATCH = "N"
ELEMENT = {
    DType.F32: TensorProto.FLOAT,
    DType.F64: TensorProto.DOUBLE,
    DType.F16: TensorProto.FLOAT16,
    DType.BF16: TensorProto.BFLOAT16,
    DType.I32: TensorProto.INT32,
    DType.I64: TensorProto.INT64,
    DType.BOOL: TensorProto.BOOL,
}


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
    names: dict[int, str] = {}
    for node in graph.nodes:
        if isinstance(node.op, Input):
            names[node.output.number] = given[node.output.hint]
            continue
        inputs = tuple(names[value.number] for value in node.inputs)
        at = Lowering(node, inputs, build, weights)
        made = lower(node.op, "onnx", node.span, at)
        results = (made,) if isinstance(made, str) else made
        names.update(zip((v.number for v in node.outputs), results, strict=True))
    return {name: names[value.number] for name, value in graph.outputs.items()}


def value_info(name: str, kind: TensorType) -> ValueInfoProto:
    """The declaration of an input or output; a symbolic size keeps its name."""
    shape = [
        *([BATCH] if kind.batched else []),
        *(d if isinstance(d, int) else str(d) for d in kind.shape),
    ]
    return helper.make_tensor_value_info(name, ELEMENT[kind.dtype], shape)


def finish(
    build: Builder,
    name: str,
    inputs: list[ValueInfoProto],
    outputs: list[ValueInfoProto],
    opset: int,
    metadata: Mapping[str, str],
) -> ModelProto:
    """A checked model of what a builder holds."""
    graph = helper.make_graph(
        build.nodes, name, inputs, outputs, initializer=list(build.initialisers.values())
    )
    model = helper.make_model(
        graph,
        producer_name="tenet",
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid("", opset)],
    )
    helper.set_model_props(model, dict(metadata))
    checker.check_model(model, full_check=True)
    return model


def emit_model(graph: Graph, weights: dict[str, Array], opset: int = 21) -> ModelProto:
    """A model of the network alone, which takes tensors."""
    build = Builder()
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
        opset,
        {},
    )
