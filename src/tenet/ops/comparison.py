"""Comparison of tensors, element by element, and logic of what is true or false."""

from __future__ import annotations

from abc import abstractmethod
from math import isnan

from tenet.catalogue.inputs import TWO
from tenet.catalogue.operation import Operation
from tenet.ops.arithmetic import Arithmetic
from tenet.ops.elementwise import Function
from tenet.types.shape import Misfit, broadcast
from tenet.types.tensor import EVERYTHING, DType, Interval, TensorType


class Comparison(Arithmetic):
    """Whether two numbers stand in a relation. Shapes: broadcast, with size 1 stretching."""

    of_integers = True

    def result(self, *types: TensorType) -> TensorType:
        """The broadcast shape, of what is true or false."""
        made = super().result(*types)
        return TensorType(DType.BOOL, made.shape, batched=made.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """What is true or false has none."""
        return EVERYTHING


class Less(Comparison):
    """Whether a is below b: `a < b`."""

    examples = (
        "network(a: f32[3, 4], b: f32[4]) -> y { y = (a, b) -> less }",
        "network(a: f32[4]) -> y { y = where(a < 0.5, a, 0) }",
    )

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return numbers[0] < numbers[1]


class LessEqual(Comparison):
    """Whether a is at most b: `a <= b`."""

    examples = (
        "network(a: f32[3, 4], b: f32[4]) -> y { y = (a, b) -> less_equal }",
        "network(a: i64[4] in 0..9) -> y { y = a <= 4 }",
    )

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return numbers[0] <= numbers[1]


class Greater(Comparison):
    """Whether a is above b: `a > b`."""

    examples = (
        "network(a: f32[3, 4], b: f32[4]) -> y { y = (a, b) -> greater }",
        "network(a: f32[4]) -> y { y = a * (a > 0 -> cast(f32)) }",
    )

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return numbers[0] > numbers[1]


class GreaterEqual(Comparison):
    """Whether a is at least b: `a >= b`."""

    examples = (
        "network(a: f32[3, 4], b: f32[4]) -> y { y = (a, b) -> greater_equal }",
        "network(a: i64[4] in 0..9) -> y { y = 4 >= a }",
    )

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return numbers[0] >= numbers[1]


class Equality(Comparison):
    """Whether two numbers, or two that are true or false, are the same."""

    def operand(self, kind: TensorType) -> TensorType:
        """Any type."""
        return kind


class Equal(Equality):
    """Whether a is b: `a == b`. Shapes: broadcast, with size 1 stretching."""

    examples = (
        "network(a: i64[3, 4] in 0..3, b: i64[4] in 0..3) -> y { y = (a, b) -> equal }",
        "network(a: f32[4], b: f32[4]) -> y { y = (a < 0) == (b < 0) }",
    )

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return numbers[0] == numbers[1]


class NotEqual(Equality):
    """Whether a is not b: `a != b`. Shapes: broadcast, with size 1 stretching."""

    examples = (
        "network(a: i64[3, 4] in 0..3, b: i64[4] in 0..3) -> y { y = (a, b) -> not_equal }",
        "network(a: f32[4] in 0..1) -> y { y = (a -> round) != 0 }",
    )

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return numbers[0] != numbers[1]


class IsNan(Function):
    """Whether x is no number, such as the logarithm of -1. Shapes: any, unchanged."""

    examples = ("network(x: f32[6]) -> y { y = x -> is_nan }",)

    def number(self, *numbers: float) -> float:
        """Of plain numbers."""
        return isnan(numbers[0])

    def result(self, *types: TensorType) -> TensorType:
        """The shape of the input, of what is true or false."""
        x = super().result(*types)
        return TensorType(DType.BOOL, x.shape, batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """What is true or false has none."""
        return EVERYTHING


class Logic(Operation):
    """A function of what is true or false, element by element."""

    @abstractmethod
    def said(self) -> str:
        """What it does with its inputs, for a message."""

    def result(self, *types: TensorType) -> TensorType:
        """The broadcast shape."""
        shape = types[0].shape
        for kind in types:
            if kind.dtype is not DType.BOOL:
                raise Misfit(
                    f"{self.said()} what is true or false, but it is given {kind}",
                    "compare it first, such as with `x > 0`",
                )
            shape = broadcast(shape, kind.shape)
        return TensorType(DType.BOOL, shape, batched=any(kind.batched for kind in types))


class Joining(Logic):
    """Two that are true or false, to one. Shapes: broadcast, with size 1 stretching."""

    inputs = TWO

    def said(self) -> str:
        """It joins them."""
        return "joins"


class LogicalAnd(Joining):
    """Whether both a and b are true. Shapes: broadcast, with size 1 stretching."""

    examples = (
        "network(a: bool[3, 4], b: bool[4]) -> y { y = (a, b) -> logical_and }",
        "network(x: f32[4]) -> y { y = where(logical_and(x > -1, x < 1), x, 0) }",
    )


class LogicalOr(Joining):
    """Whether a, b or both are true. Shapes: broadcast, with size 1 stretching."""

    examples = ("network(a: bool[3, 4], b: bool[4]) -> y { y = (a, b) -> logical_or }",)


class LogicalXor(Joining):
    """Whether one of a and b is true, and not both. Shapes: broadcast, with size 1 stretching."""

    examples = ("network(a: bool[3, 4], b: bool[4]) -> y { y = (a, b) -> logical_xor }",)


class LogicalNot(Logic):
    """Whether x is false. Shapes: any, unchanged."""

    examples = ("network(x: bool[3, 4]) -> y { y = x -> logical_not }",)

    def said(self) -> str:
        """It turns it round."""
        return "turns round"
