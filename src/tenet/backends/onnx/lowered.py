"""Where a node is lowered to ONNX: its inputs by name, its weights, and the graph in the making."""

from __future__ import annotations

from functools import reduce

import numpy as np

from tenet.backends.emitting import teller
from tenet.backends.onnx.builder import Array, Builder
from tenet.frozen import frozen
from tenet.ir.graph import Node, Parameter
from tenet.types.dim import Dim, Quotient


@frozen
class Lowering:
    """A node with the ONNX names of its inputs; every method gives the name of what it added."""

    node: Node
    inputs: tuple[str, ...]
    build: Builder
    weights: dict[str, Array]

    def weight(self, name: str) -> str:
        """The parameter that the operation calls `name`."""
        return self.stored(self.node.parameter(name))

    def stored(self, parameter: Parameter) -> str:
        """A parameter, whichever operation calls it what."""
        return self.build.weight(parameter.path, self.weights[parameter.path])

    def add(self, op_type: str, *inputs: str, suffix: str = "", **attributes: object) -> str:
        """An ONNX node, named after the path of this one."""
        name = f"{self.node.path}.{suffix}" if suffix else self.node.path
        return self.build.node(op_type, inputs, attributes, name=name)

    def integers(self, *numbers: int) -> str:
        """A constant vector of whole numbers."""
        return self.build.constant(np.array(numbers, np.int64))

    def size(self, dim: Dim) -> str:
        """A vector of one size; what is known only later is read off the inputs that tell it."""
        if isinstance(dim, int):
            return self.integers(dim)
        return self._sum([self._product(atoms, count) for atoms, count in dim.terms])

    def sizes(self, *dims: Dim) -> str:
        """A vector of sizes."""
        if all(isinstance(dim, int) for dim in dims):
            return self.integers(*(dim for dim in dims if isinstance(dim, int)))
        parts = [self.size(dim) for dim in dims]
        return parts[0] if len(parts) == 1 else self.add("Concat", *parts, suffix="sizes", axis=0)

    def _sum(self, parts: list[str]) -> str:
        return reduce(lambda a, b: self.add("Add", a, b, suffix="size"), parts)

    def _product(self, atoms: tuple[str | Quotient, ...], count: int) -> str:
        factors = [self._told(a) if isinstance(a, str) else self._quotient(a) for a in atoms]
        if count != 1 or not factors:
            factors.append(self.integers(count))
        return reduce(lambda a, b: self.add("Mul", a, b, suffix="size"), factors)

    def _quotient(self, quotient: Quotient) -> str:
        numerator, denominator = (self.size(part) for part in quotient.parts)
        return self.add("Div", numerator, denominator, suffix="size")

    def _told(self, name: str) -> str:
        place, axis = teller(self.node, name)
        return self.add("Shape", self.inputs[place], suffix=name, start=axis, end=axis + 1)

    def transposed(self, value: str, axes: tuple[int, ...], suffix: str) -> str:
        """A value with its axes in another order, the batch included."""
        return self.add("Transpose", value, suffix=suffix, perm=list(axes))

    def aligned(self) -> list[str]:
        """The inputs, ready to stretch: one of lower rank gets its missing axes after the batch."""
        sides = []
        for value, kind in zip(self.inputs, self.node.types, strict=True):
            missing = self.node.output.type.rank - kind.rank
            if kind.batched and missing:
                axes = self.integers(*range(1, 1 + missing))
                sides.append(self.add("Unsqueeze", value, axes, suffix="stretched"))
            else:
                sides.append(value)
        return sides
