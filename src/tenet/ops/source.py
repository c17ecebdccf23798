"""Values that come from no other value: inputs, constants, and parameters by themselves."""

from __future__ import annotations

from typing import ClassVar, Literal

from tenet.catalogue.definition import Size
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.operation import NONE, Inputs, Operation, ParameterSpec, Role
from tenet.types.tensor import DType, Interval, TensorType


class Input(Operation):
    """A field, as it enters the network. Written in the header, never called."""

    spoken: ClassVar[bool] = False
    inputs: ClassVar[Inputs] = NONE
    examples: ClassVar[tuple[str, ...]] = ("network(x: f32[4]) -> y { y = x -> relu }",)

    type: TensorType

    def result(self, *types: TensorType) -> TensorType:
        """The declared type."""
        return self.type

    def value_range(self, *ranges: Interval) -> Interval:
        """The promised range."""
        return self.type.range


class Constant(Operation):
    """A number inside tensor arithmetic, the same for every row. Written as the number."""

    spoken: ClassVar[bool] = False
    inputs: ClassVar[Inputs] = NONE
    examples: ClassVar[tuple[str, ...]] = ("network(x: f32[4]) -> y { y = 0.5 * x + 1 }",)

    value: float

    def result(self, *types: TensorType) -> TensorType:
        """One float without a batch axis."""
        return TensorType(DType.F32, (), self.value_range(), batched=False)

    def value_range(self, *ranges: Interval) -> Interval:
        """Just the number."""
        return Interval(self.value, self.value)


class Parameter(Operation):
    """A tensor that is trained by itself: `parameter([4], init=zeros)`."""

    inputs: ClassVar[Inputs] = NONE
    examples: ClassVar[tuple[str, ...]] = (
        "network(x: f32[3, 4]) -> y { y = x * parameter([4], init=ones) }",
    )

    shape: tuple[Size, ...]
    init: Initialiser | Literal["auto"] = "auto"

    def result(self, *types: TensorType) -> TensorType:
        """Its own shape, without a batch axis."""
        return TensorType(DType.F32, self.shape, batched=False)

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """Itself; its last axis counts as fan-in, its first as fan-out."""
        fans = (self.shape[-1], self.shape[0]) if self.shape else (1, 1)
        return (ParameterSpec("weight", self.shape, Role.WEIGHT, self.init, fans),)
