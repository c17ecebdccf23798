"""Collect the nodes and initialisers of an ONNX graph, with names that never collide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from onnx import AttributeProto, NodeProto, helper

from tenet.backends.onnx.folding import RANDOM, computed

Array = npt.NDArray[np.generic]
Precision = Literal["f32", "f16", "bf16"]


class Builder:
    """A graph in the making, for an opset and a precision. Every method gives back names of values.

    What would be computed twice is computed once, what is constant while compiling, and transpositions
    one after another are one, or none.
    """

    def __init__(self, opset: int = 21, precision: Precision = "f32") -> None:
        self.opset = opset
        self.precision = precision
        self.nodes: list[NodeProto] = []
        self.initialisers: dict[str, Array] = {}
        self._constants: dict[tuple[object, ...], str] = {}
        self._taken: set[str] = set()
        self._reserved: set[str] = set()
        self._weights: dict[str, tuple[str, bool]] = {}
        self._values: dict[str, Array] = {}
        self._made: dict[tuple[bytes, int], tuple[str, ...]] = {}
        self._turned: dict[str, tuple[str, tuple[int, ...]]] = {}
        self._renamed: dict[str, str] = {}
        self._given_out: set[str] = set()

    def fresh(self, hint: str) -> str:
        """A name that nothing else has: the hint itself if it is free."""
        name, number = hint, 2
        while name in self._taken or name in self._reserved:
            name, number = f"{hint}_{number}", number + 1
        self._taken.add(name)
        return name

    def reserve(self, name: str) -> None:
        """Effect: no value but an output is given this name."""
        self._reserved.add(name)

    def weight(self, name: str, value: Array, *, turned: bool = False) -> str:
        """The trained parameter `name`, stored once; a matrix is stored turned if that is read first."""
        if name not in self._weights:
            free = self.fresh(f"{name}_transposed" if turned else name)
            kept = np.asarray(value.T if turned else value, order="C")
            self.initialisers[free] = kept
            self._weights[name] = free, turned
        free, stored = self._weights[name]
        return free if stored == turned else self.transposed(free, (1, 0), f"{name}_turned")

    def constant(self, value: Array, hint: str = "constant") -> str:
        """A constant tensor; equal ones are stored once."""
        kept = value.astype(object) if value.dtype.kind in "OU" else np.asarray(value, order="C")
        content = tuple(kept.ravel()) if kept.dtype == object else kept.tobytes()
        key = (content, kept.shape, str(kept.dtype))
        if key not in self._constants:
            name = self.fresh(hint)
            self.initialisers[name] = kept
            self._constants[key] = name
            if kept.dtype != object:
                self._values[name] = kept
        return self._constants[key]

    def node(
        self,
        op_type: str,
        inputs: Sequence[str],
        attributes: Mapping[str, Any] | None = None,
        *,
        name: str,
    ) -> str:
        """Add a node of one output; its output is named after it."""
        return self.several(op_type, inputs, (name,), attributes)[0]

    def several(
        self,
        op_type: str,
        inputs: Sequence[str],
        outputs: Sequence[str],
        attributes: Mapping[str, Any] | None = None,
    ) -> tuple[str, ...]:
        """Add a node of several outputs, called after the first."""
        latest = [self._renamed.get(value, value) for value in inputs]
        while latest and not latest[-1]:
            latest.pop()  # what is left out at the end is not written
        node = helper.make_node(op_type, latest, (), **dict(attributes or {}))
        key = node.SerializeToString(deterministic=True), len(outputs)
        if key in self._made:
            return self._made[key]
        plain = not any(setting.type == AttributeProto.GRAPH for setting in node.attribute)
        node.output.extend(outputs)
        known = computed(node, self._values, self.opset) if plain else None
        if known is not None:
            hints = zip(known, outputs, strict=True)
            return tuple(self.constant(value, output) for value, output in hints)
        made = tuple(self.fresh(output) for output in outputs)
        node.name, node.output[:] = made[0], made
        self.nodes.append(node)
        if plain and op_type not in RANDOM:  # what a body reads, and draws, is not seen here
            self._made[key] = made
        return made

    def transposed(self, value: str, axes: tuple[int, ...], name: str) -> str:
        """A value with its axes in another order, in one step from where they were last in order."""
        source, before = self._turned.get(value, (value, tuple(range(len(axes)))))
        order = tuple(before[axis] for axis in axes)
        if order == tuple(range(len(order))):
            return source
        made = self.node("Transpose", [source], {"perm": list(order)}, name=name)
        self._turned[made] = source, order
        return made

    def stored(self, value: Array, hint: str) -> str:
        """A tensor by itself."""
        name = self.fresh(hint)
        self.initialisers[name] = np.asarray(value, order="C")
        return name

    def is_constant(self, name: str) -> bool:
        """Whether a name is that of a constant, and no parameter."""
        return name in self._values

    def take(self, first: int) -> list[NodeProto]:
        """The nodes from the first on. Effect: they are no longer here, nor is what is known of them."""
        taken = self.nodes[first:]
        del self.nodes[first:]
        self._made.clear()
        self._turned.clear()
        return taken

    def rename(self, value: str, name: str) -> str:
        """Effect: a value is called otherwise, wherever it is computed and read."""
        for node in (inner for outer in self.nodes for inner in within(outer)):
            for names in (node.input, node.output):
                names[:] = [name if text == value else text for text in names]
        return name

    def needed(self, outputs: set[str]) -> tuple[list[NodeProto], dict[str, Array]]:
        """The nodes and initialisers that these outputs come from."""
        nodes: list[NodeProto] = []
        read = set(outputs)
        for node in reversed(self.nodes):
            if not read.isdisjoint(node.output):
                read.update(name for inner in within(node) for name in inner.input)
                nodes.append(node)
        return nodes[::-1], {name: t for name, t in self.initialisers.items() if name in read}

    def output(self, value: str, name: str) -> str:
        """Effect: a value is given out under a reserved name, by the node that computes it if it can."""
        self._reserved.discard(name)
        value = self._renamed.get(value, value)
        maker = next((node for node in self.nodes if value in node.output), None)
        if maker is None or name in self._taken or value in self._given_out:
            return self.node("Identity", [value], name=name)
        self._renamed[value] = self.rename(value, name)
        self._given_out.add(name)
        self._taken.add(name)
        return name


def within(node: NodeProto) -> Iterator[NodeProto]:
    """A node, and all nodes of the graphs that it runs."""
    yield node
    for setting in node.attribute:
        for inner in setting.g.node:
            yield from within(inner)
