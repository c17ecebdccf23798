"""Where a node is lowered to ONNX: its inputs by name, its weights, and the graph in the making."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

    @property
    def opset(self) -> int:
        """The version of ONNX's operators that the model asks for."""
        return self.build.opset

    def weight(self, name: str) -> str:
        """The parameter that the operation calls `name`."""
        return self.stored(self.node.parameter(name))

    def turned(self, name: str) -> str:
        """A matrix that the operation calls `name`, stored with its axes swapped."""
        path = self.node.parameter(name).path
        return self.build.weight(path, self.weights[path], turned=True)

    def stored(self, parameter: Parameter) -> str:
        """A parameter, whichever operation calls it what."""
        return self.build.weight(parameter.path, self.weights[parameter.path])

    def add(self, op_type: str, *inputs: str, suffix: str = "", **attributes: object) -> str:
        """An ONNX node, named after the path of this one; none for what is the identity."""
        if op_type == "Identity":
            return inputs[0]
        name = f"{self.node.path}.{suffix}" if suffix else self.node.path
        return self.build.node(op_type, inputs, attributes, name=name)

    def add_several(
        self, op_type: str, inputs: tuple[str, ...], suffixes: tuple[str, ...], **attributes: object
    ) -> tuple[str, ...]:
        """An ONNX node of several outputs, each called after its suffix."""
        outputs = tuple(f"{self.node.path}.{suffix}" for suffix in suffixes)
        return self.build.several(op_type, inputs, outputs, attributes)

    def reduced(  # a reduction has so many parts
        self, op_type: str, value: str, axes: Sequence[int], *, keep: bool, suffix: str = ""
    ) -> str:
        """A reduction of a value along axes, the batch counted; before opset 18 they are no input."""
        if self.opset < 18 and op_type != "ReduceSum":
            settings = {"axes": list(axes), "keepdims": int(keep)}
            return self.add(op_type, value, suffix=suffix, **settings)
        along = self.integers(*axes)
        return self.add(op_type, value, along, suffix=suffix, keepdims=int(keep))

    def number(self, value: float) -> str:
        """A constant, one float."""
        return self.build.constant(np.array(value, np.float32))

    def integers(self, *numbers: int) -> str:
        """A constant vector of whole numbers."""
        return self.build.constant(np.array(numbers, np.int64))

    def size(self, dim: Dim) -> str:
        """A vector of one size; what is known only later is read off the inputs that tell it."""
        return self.computed(dim, {})

    def computed(self, dim: Dim, known: Mapping[str, str]) -> str:
        """A size of values that stand for named sizes; the others are read off inputs that tell them."""
        if isinstance(dim, int):
            return self.integers(dim)
        return self._sum([self._product(atoms, count, known) for atoms, count in dim.terms])

    def sizes(self, *dims: Dim) -> str:
        """A vector of sizes."""
        if all(isinstance(dim, int) for dim in dims):
            return self.integers(*(dim for dim in dims if isinstance(dim, int)))
        parts = [self.size(dim) for dim in dims]
        return parts[0] if len(parts) == 1 else self.add("Concat", *parts, suffix="sizes", axis=0)

    def extent(self, place: int, axis: int) -> str:
        """A vector of the size of an input's axis, the batch counted; read off it where it is not known."""
        kind = self.node.types[place]
        known = [*([None] if kind.batched else []), *kind.shape]
        size = known[axis]
        if isinstance(size, int):
            return self.integers(size)
        axis %= len(known)
        return self.add(
            "Shape", self.inputs[place], suffix=f"size_{axis}", start=axis, end=axis + 1
        )

    def counted(self, size: str, suffix: str = "places") -> str:
        """The whole numbers below a size."""
        zero, one = (self.build.constant(np.array(n, np.int64)) for n in (0, 1))
        count = self.add("Squeeze", size, suffix=f"{suffix}_count")
        return self.add("Range", zero, count, one, suffix=suffix)

    def _sum(self, parts: list[str]) -> str:
        return reduce(lambda a, b: self.add("Add", a, b, suffix="size"), parts)

    def _product(
        self, atoms: tuple[str | Quotient, ...], count: int, known: Mapping[str, str]
    ) -> str:
        factors = [
            self._quotient(a, known) if isinstance(a, Quotient) else known.get(a) or self._told(a)
            for a in atoms
        ]
        if count != 1 or not factors:
            factors.append(self.integers(count))
        return reduce(lambda a, b: self.add("Mul", a, b, suffix="size"), factors)

    def _quotient(self, quotient: Quotient, known: Mapping[str, str]) -> str:
        numerator, denominator = (self.computed(part, known) for part in quotient.parts)
        if (
            known
        ):  # a row may be shorter than a window, and Div cuts towards zero: sizes are rounded down
            rest = self.add("Mod", numerator, denominator, suffix="rest")
            numerator = self.add("Sub", numerator, rest, suffix="whole")
        return self.add("Div", numerator, denominator, suffix="size")

    def _told(self, name: str) -> str:
        place, axis = teller(self.node, name)
        return self.add("Shape", self.inputs[place], suffix=name, start=axis, end=axis + 1)

    def transposed(self, value: str, axes: tuple[int, ...], suffix: str) -> str:
        """A value with its axes in another order, the batch included."""
        name = f"{self.node.path}.{suffix}" if suffix else self.node.path
        return self.build.transposed(value, axes, name)

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
