"""Lower the nodes of a graph to ONNX, one after the other."""

from __future__ import annotations

from collections.abc import Mapping

from onnx import TensorProto, ValueInfoProto, helper

from tenet.backends.lowering import lower
from tenet.backends.onnx.builder import Array, Builder
from tenet.backends.onnx.lowered import Lowering
from tenet.ir.graph import Graph
from tenet.ops.source import Input
from tenet.types.tensor import DType, TensorType

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


def lower_nodes(
    graph: Graph, weights: dict[str, Array], build: Builder, given: Mapping[str, str]
) -> dict[str, str]:
    """The ONNX names of a graph's outputs, its nodes added to a builder; inputs have the given names."""
    names: dict[int, str] = {}
    for node in graph.nodes:
        if isinstance(node.op, Input):
            names[node.output.number] = given[node.output.hint]
            continue
        inputs = tuple(names[value.number] for value in node.inputs)
        at = Lowering(node, inputs, build, weights)
        found = lower(node.op, "onnx", node.span, at)
        results = (found,) if isinstance(found, str) else found
        names.update(zip((v.number for v in node.outputs), results, strict=True))
    return {name: names[value.number] for name, value in graph.outputs.items()}


def value_info(name: str, kind: TensorType) -> ValueInfoProto:
    """The declaration of an input or output; a symbolic size keeps its name."""
    shape = [
        *([BATCH] if kind.batched else []),
        *(d if isinstance(d, int) else str(d) for d in kind.shape),
    ]
    return helper.make_tensor_value_info(name, ELEMENT[kind.dtype], shape)
