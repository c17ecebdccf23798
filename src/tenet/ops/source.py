"""Values that come from no other value: inputs, constants, and parameters by themselves."""

from __future__ import annotations

from typing import Literal

from tenet.catalogue.definition import Size
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.inputs import NONE
from tenet.catalogue.operation import Operation, ParameterSpec, Role
from tenet.types.shape import Misfit, floats, worded
from tenet.types.tensor import DType, Interval, TensorType


class Input(Operation):
    """A field, as it enters the network. Written in the header, never called."""

    spoken = False
    inputs = NONE
    examples = ("network(x: f32[4]) -> y { y = x -> relu }",)

    type: TensorType
    """What the header says of it."""

    def result(self, *types: TensorType) -> TensorType:
        """The declared type."""
        return self.type

    def value_range(self, *ranges: Interval) -> Interval:
        """The promised range."""
        return self.type.range


class Constant(Operation):
    """A number inside tensor arithmetic, the same for every row. Written as the number.

    Of whole numbers it is one of them, of floats a float.
    """

    spoken = False
    inputs = NONE
    examples = ("network(x: f32[4]) -> y { y = 0.5 * x + 1 }",)

    value: int | float
    """The number."""

    def result(self, *types: TensorType) -> TensorType:
        """One number without a batch axis: `i64` if it is given as a whole number, else `f32`."""
        dtype = DType.I64 if isinstance(self.value, int) else DType.F32
        return TensorType(dtype, (), self.value_range(), batched=False)

    def value_range(self, *ranges: Interval) -> Interval:
        """Just the number."""
        return Interval(self.value, self.value)


class FullLike(Operation):
    """A number at every place of another value, such as a target that is the same for all.

    Shapes: any, unchanged.
    """

    examples = ("network(x: f32[4]) -> y { y = x + (x -> full_like(0.9)) }",)

    value: float
    """The number."""

    def result(self, *types: TensorType) -> TensorType:
        """The shape of the other value."""
        x = types[0]
        return TensorType(floats(x).dtype, x.shape, self.value_range(), batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Just the number."""
        return Interval(self.value, self.value)


class Parameter(Operation):
    """A tensor that is trained by itself: `parameter([4], init=zeros)`."""

    inputs = NONE
    examples = (
        "network(x: f32[3, 4]) -> y { y = x * parameter([4], init=ones) }",
        "network(x: f32[4]) -> y { y = parameter([]) * x + parameter([3, 4]) }",
    )

    shape: tuple[Size, ...]
    """Its sizes; none for a single number."""
    init: Initialiser | Literal["auto"] = "auto"
    """How it starts."""

    def result(self, *types: TensorType) -> TensorType:
        """Its own shape, without a batch axis."""
        if isinstance(self.init, Initialiser) and len(self.shape) < self.init.axes:
            raise Misfit(
                f"starts as `{self.init.term()}`, which needs {self.init.axes} axes, but it is {worded(self.shape)}",
                "such as `init=normal(0.1)`",
                setting="init",
            )
        return TensorType(DType.F32, self.shape, batched=False)

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """Itself; its last axis counts as fan-in, its first as fan-out."""
        fans = (self.shape[-1], self.shape[0]) if self.shape else (1, 1)
        return (ParameterSpec("", self.shape, Role.WEIGHT, self.init, fans),)


class Tied(Operation):
    """A parameter of another layer, read as a value. Written as its name: `table.weight`.

    It makes no parameter: the graph gives it the one that it reads.
    """

    spoken = False
    inputs = NONE
    examples = (
        "network(x: i64[3] in 0..9) -> y { shared t = embedding(4)\n y = (x -> t, t.weight -> permute(1, 0)) -> matmul }",
    )

    shape: tuple[Size, ...]
    """The sizes of the parameter."""

    def result(self, *types: TensorType) -> TensorType:
        """The shape of the parameter, without a batch axis."""
        return TensorType(DType.F32, self.shape, batched=False)
