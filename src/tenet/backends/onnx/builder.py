"""Collect the nodes and initialisers of an ONNX graph, with names that never collide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import NodeProto, TensorProto, helper, numpy_helper

Array = npt.NDArray[np.generic]


class Builder:
    """A graph in the making. Values are named; every method gives back the names it made."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.initialisers: dict[str, TensorProto] = {}
        self._constants: dict[tuple[object, ...], str] = {}
        self._taken: set[str] = set()
        self._reserved: set[str] = set()
        self._weights: dict[str, str] = {}
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

    def weight(self, name: str, value: Array) -> str:
        """The trained parameter `name`, stored once."""
        if name not in self._weights:
            self._weights[name] = free = self.fresh(name)
            self.initialisers[free] = numpy_helper.from_array(np.asarray(value, order="C"), free)
        return self._weights[name]

    def constant(self, value: Array, hint: str = "constant") -> str:
        """A constant tensor; equal ones are stored once."""
        kept = value.astype(object) if value.dtype.kind in "OU" else np.asarray(value, order="C")
        content = tuple(kept.ravel()) if kept.dtype == object else kept.tobytes()
        key = (content, kept.shape, str(kept.dtype))
        if key not in self._constants:
            name = self.fresh(hint)
            self.initialisers[name] = numpy_helper.from_array(kept, name)
            self._constants[key] = name
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
        output = self.fresh(name)
        latest = [self._renamed.get(value, value) for value in inputs]
        self.nodes.append(
            helper.make_node(op_type, latest, [output], name=output, **dict(attributes or {}))
        )
        return output

    def output(self, value: str, name: str) -> str:
        """Effect: a value is given out under a reserved name, by the node that computes it if it can."""
        self._reserved.discard(name)
        value = self._renamed.get(value, value)
        maker = next((node for node in self.nodes if list(node.output) == [value]), None)
        if maker is None or name in self._taken or value in self._given_out:
            return self.node("Identity", [value], name=name)
        self._renamed[value] = name
        self._given_out.add(name)
        for node in self.nodes:
            renamed = [name if text == value else text for text in node.input]
            del node.input[:]
            node.input.extend(renamed)
        maker.output[0] = name
        self._taken.add(name)
        return name
