"""Say a network in half precision: its nodes, its weights, and casts at the edges.

Half precision is f16, with 11 bits and numbers up to 65504, or bf16, with 8 bits and the range of f32.
A node stays in f32 between casts where half precision is unsafe:

1. It adds up many numbers, which would lose the small ones, or overflow: reductions, cumulated sums,
   norms, softmax, einsum, pooling of means.
2. It grows without bound: exp and its kin, powers, the square of a value.
3. It is used again and again, and rounding grows: recurrences.
4. It reads a constant that half precision does not have: an eps that would be 0, a mask that would be
   infinite. Such a weight too, since it would be infinite.
5. It divides: what it divides by may be as small as an eps.
6. ONNX has it in f32 alone at this opset, or ONNX Runtime has: resizing, counting, sorting, random numbers.
7. It reads what stays in f32 for one of these reasons.

Products of matrices and convolutions are always in half precision: they are what it is for, and they
add up in more bits wherever they run fast; but bf16 convolutions are in ONNX from opset 22 on alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from onnx import (
    AttributeProto,
    NodeProto,
    TensorProto,
    defs,
    helper,
    shape_inference,
)

from tenet.backends.mistakes import NOT_LOWERED
from tenet.backends.onnx.builder import Array, Builder

ELEMENT = {"f16": TensorProto.FLOAT16, "bf16": TensorProto.BFLOAT16}
"""What ONNX calls the precisions that are narrower than f32."""
TYPES: dict[int, str] = {
    TensorProto.FLOAT16: "tensor(float16)",
    TensorProto.BFLOAT16: "tensor(bfloat16)",
}
"""What the schemas of operators call them."""
SUMS = {"ReduceSum", "ReduceMean", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSumExp", "Sum"}
SUMS |= {"CumSum", "Einsum", "AveragePool", "LpPool", "Softmax", "LogSoftmax", "Attention"}
SUMS |= {f"{norm}Normalization" for norm in ("Batch", "Instance", "Layer", "RMS")}
GROWING = {"Exp", "Log", "Pow", "Sinh", "Cosh", "Softplus"}
AGAIN = {"LSTM", "GRU", "RNN"}
DIVIDING = {"Div", "Reciprocal"}
ELSEWHERE = {"Resize", "Range", "TopK", "OneHot", "Mod", "ConstantOfShape"}
ELSEWHERE |= {"RandomNormalLike", "RandomUniformLike"}
WIDE = frozenset(SUMS | GROWING | AGAIN | DIVIDING | ELSEWHERE)
"""The operators that stay in f32: cases 1, 2, 3, 5 and 6."""
PRODUCTS = frozenset({"Gemm", "MatMul", "Conv", "ConvTranspose"})
"""The operators that do not for the sake of what they read."""


def narrowed(build: Builder, first: int, types: Mapping[str, int], outputs: Iterable[str]) -> None:
    """Effect: a builder's nodes from the first on are in its precision; the outputs stay in f32.

    Args:
        build: where the nodes are.
        first: how many nodes are before them.
        types: the element types of values that are there before.
        outputs: the values that are read in f32 afterwards.
    """
    nodes = build.take(first)
    if any(setting.type == AttributeProto.GRAPH for node in nodes for setting in node.attribute):
        raise NOT_LOWERED.error(
            None,
            f"a loop cannot be lowered to onnx in {build.precision}: what its turns hand on would lose"
            " more with each of them",
            help="export with `precision=f32`",
        )
    there = (*build.initialisers, *types)
    narrowing = _Narrowing(build, _elements(build, nodes, types), there, ELEMENT[build.precision])
    for node in nodes:
        narrowing.add(node)
    for value in outputs:
        narrowing.restore(value)


def _elements(build: Builder, nodes: list[NodeProto], types: Mapping[str, int]) -> dict[str, int]:
    """The element type of every value."""
    stored = {
        name: helper.np_dtype_to_tensor_dtype(value.dtype)
        for name, value in build.initialisers.items()
    }
    known = {**stored, **types}
    inputs = [helper.make_tensor_value_info(name, kind, None) for name, kind in known.items()]
    graph = helper.make_graph(nodes, "typed", inputs, [])
    opsets = [helper.make_opsetid("", build.opset)]
    model = shape_inference.infer_shapes(helper.make_model(graph, opset_imports=opsets))
    found = {info.name: info.type.tensor_type.elem_type for info in model.graph.value_info}
    return known | found


def _squares(node: NodeProto) -> bool:
    return node.op_type == "Mul" and node.input[0] == node.input[1]


class _Narrowing:
    """Under which name each value is known in half precision, and under which in f32."""

    def __init__(
        self, build: Builder, elements: dict[str, int], there: Iterable[str], narrow: int
    ) -> None:
        self.build = build
        self.elements = elements
        self.element = narrow
        self.narrow: dict[str, str] = {}
        self.wide = {name: name for name in there}
        self.kept: set[str] = set()
        """What stays in f32."""

    def add(self, node: NodeProto) -> None:
        """Effect: the node is there, in the precision that is right for it."""
        floats = [name for name in node.input if self.elements.get(name) == TensorProto.FLOAT]
        wide = self._refused(node) or any(map(self._lost, floats))
        if node.op_type not in PRODUCTS:
            unsafe = node.op_type in WIDE or _squares(node)
            wide = wide or unsafe or not self.kept.isdisjoint(floats)
        fixed = {name: (self._in_wide if wide else self._in_narrow)(name) for name in floats}
        node.input[:] = [fixed.get(name, name) for name in node.input]
        if not wide:
            self._retype(node)
        self.build.nodes.append(node)
        for name in node.output:
            if self.elements.get(name) == TensorProto.FLOAT:
                (self.wide if wide else self.narrow)[name] = name
                self.kept |= {name} if wide else set()

    def restore(self, value: str) -> None:
        """Effect: a value is there in f32 under its own name."""
        if self.elements.get(value) != TensorProto.FLOAT or self.wide.get(value) == value:
            return
        half = self.build.rename(value, self.build.fresh(f"{value}.half"))
        free = self.build.fresh(f"{value}.f32")
        node = helper.make_node("Cast", [half], [value], name=free, to=TensorProto.FLOAT)
        self.build.nodes.append(node)

    def _refused(self, node: NodeProto) -> bool:
        """Whether the operator, as the opset has it, does not take half precision where f32 is read."""
        schema = defs.get_schema(node.op_type, self.build.opset)
        kind = TYPES[self.element]
        last = len(schema.inputs) - 1  # that may be there many times
        return any(
            kind not in schema.inputs[min(place, last)].types
            for place, name in enumerate(node.input)
            if self.elements.get(name) == TensorProto.FLOAT
        )

    def _lost(self, name: str) -> bool:
        """Whether half precision has no number for a constant, or for a weight but infinity."""
        if name not in self.build.initialisers or name in self.narrow:
            return False
        value = self.build.initialisers[name]
        half = self._rounded(value)
        lost = np.isfinite(value) & ~np.isfinite(half)
        if self.build.is_constant(name):
            lost |= (value != 0) & (half == 0)
        return bool(lost.any())

    def _rounded(self, value: Array) -> Array:
        with np.errstate(over="ignore", under="ignore"):
            half: Array = value.astype(helper.tensor_dtype_to_np_dtype(self.element))
        return half

    def _retype(self, node: NodeProto) -> None:
        """Effect: a cast to f32 is one to half precision."""
        for setting in node.attribute:
            if node.op_type == "Cast" and setting.name == "to" and setting.i == TensorProto.FLOAT:
                setting.i = self.element

    def _in_wide(self, name: str) -> str:
        if name not in self.wide:
            made = self.build.node(
                "Cast", [self.narrow[name]], {"to": TensorProto.FLOAT}, name=f"{name}.f32"
            )
            self.wide[name] = made
        return self.wide[name]

    def _in_narrow(self, name: str) -> str:
        if name in self.narrow:
            return self.narrow[name]
        if name in self.build.initialisers:
            value = self.build.initialisers[name]
            made = self.build.stored(self._rounded(value), f"{name}.half")
        else:
            made = self.build.node("Cast", [name], {"to": self.element}, name=f"{name}.half")
        self.narrow[name] = made
        return made
