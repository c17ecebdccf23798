"""A value of an ONNX graph that is calculated with like an array; see `tenet.data.formulas`."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.builder import Builder


class Reckoned:
    """A value of DOUBLEs or truths; every sign adds a node, called after what is calculated."""

    def __init__(self, value: str, build: Builder, name: str) -> None:
        self.value, self.build, self.name = value, build, name

    def made(self, op_type: str, *others: Reckoned | float, turned: bool = False) -> Reckoned:
        """The result of a node on this value and others; `turned` puts this one last."""
        inputs = [self.value, *(self._value(other) for other in others)]
        inputs = inputs[::-1] if turned else inputs
        value = self.build.node(op_type, inputs, name=f"{self.name}.{op_type.lower()}")
        return Reckoned(value, self.build, self.name)

    def _value(self, other: Reckoned | float) -> str:
        if isinstance(other, Reckoned):
            return other.value
        return self.build.constant(np.array(other, np.float64))

    def __add__(self, other: Reckoned | float) -> Reckoned:
        return self.made("Add", other)

    def __radd__(self, other: float) -> Reckoned:
        return self.made("Add", other, turned=True)

    def __sub__(self, other: Reckoned | float) -> Reckoned:
        return self.made("Sub", other)

    def __rsub__(self, other: float) -> Reckoned:
        return self.made("Sub", other, turned=True)

    def __mul__(self, other: Reckoned | float) -> Reckoned:
        return self.made("Mul", other)

    def __rmul__(self, other: float) -> Reckoned:
        return self.made("Mul", other, turned=True)

    def __truediv__(self, other: Reckoned | float) -> Reckoned:
        return self.made("Div", other)

    def __gt__(self, other: Reckoned | float) -> Reckoned:
        return self.made("Greater", other)

    def __lt__(self, other: Reckoned | float) -> Reckoned:
        return self.made("Less", other)

    def __ge__(self, other: Reckoned | float) -> Reckoned:
        return self.made("GreaterOrEqual", other)

    def __le__(self, other: Reckoned | float) -> Reckoned:
        return self.made("LessOrEqual", other)

    def __and__(self, other: Reckoned) -> Reckoned:
        return self.made("And", other)


class GraphChoices:
    """What has no sign, as nodes."""

    @staticmethod
    def where(condition: Reckoned, yes: Reckoned | float, no: Reckoned | float) -> Reckoned:
        """Where."""
        return condition.made("Where", yes, no)

    @staticmethod
    def floor(x: Reckoned) -> Reckoned:
        """Floor."""
        return x.made("Floor")
