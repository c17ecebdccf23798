"""Where a node is lowered to ONNX: its inputs by name, its weights, and the graph in the making."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.builder import Array, Builder
from tenet.frozen import frozen
from tenet.ir.graph import Node


@frozen
class Lowering:
    """A node with the ONNX names of its inputs; every method gives the name of what it added."""

    node: Node
    inputs: tuple[str, ...]
    build: Builder
    weights: dict[str, Array]

    def weight(self, name: str) -> str:
        """The parameter that the operation calls `name`."""
        path = self.node.parameter(name).path
        return self.build.weight(path, self.weights[path])

    def add(self, op_type: str, *inputs: str, suffix: str = "", **attributes: object) -> str:
        """An ONNX node, named after the path of this one."""
        name = f"{self.node.path}.{suffix}" if suffix else self.node.path
        return self.build.node(op_type, inputs, attributes, name=name)

    def integers(self, *numbers: int) -> str:
        """A constant vector of whole numbers."""
        return self.build.constant(np.array(numbers, np.int64))

    def transposed(self, value: str, axes: tuple[int, ...], suffix: str) -> str:
        """A value with its axes in another order, the batch included."""
        return self.add("Transpose", value, suffix=suffix, perm=list(axes))
