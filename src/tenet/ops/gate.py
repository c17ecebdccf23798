"""Gates: one half of the channels decides how much of the other half passes."""

from __future__ import annotations

from abc import abstractmethod

from tenet.catalogue.operation import Operation
from tenet.ops.activation import Gelu, Relu, Sigmoid, Silu
from tenet.ops.arithmetic import Mul
from tenet.ops.elementwise import Function
from tenet.types.shape import Misfit, axis_along, floats
from tenet.types.tensor import Interval, TensorType


class Gate(Operation):
    """a * f(b), where a is the first half of an axis and b the second.

    Shapes: any with an axis of even size, which halves: the channels of images, features of all
    else, unless `axis` says another.
    """

    finds_channels = True
    feeds = "xavier"

    axis: int | None = None
    """The axis to halve; the channels of the layout unless given."""

    @abstractmethod
    def opening(self) -> Function:
        """The function that makes the gate of the second half."""

    def along(self, x: TensorType) -> int:
        """The axis, counted from 0 without the batch."""
        return axis_along(x.shape, self.axis)

    def half(self, x: TensorType) -> int:
        """The size of each half.

        Raises:
            Misfit: the size of the axis is odd, or not known.
        """
        axis = self.along(x)
        size = x.shape[axis]
        if not isinstance(size, int):
            raise Misfit(f"needs to know what it halves, but axis {axis} has {size} places")
        if size % 2:
            raise Misfit(
                f"halves axis {axis}, but that has {size} place{'' if size == 1 else 's'}",
                "give it twice as many channels as are wanted, such as with `dense(2 * units)`",
            )
        return size // 2

    def result(self, *types: TensorType) -> TensorType:
        """The input with one axis halved."""
        x = floats(types[0])
        axis, half = self.along(x), self.half(x)
        return TensorType(x.dtype, (*x.shape[:axis], half, *x.shape[axis + 1 :]), batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """The products of what the halves can be."""
        return Mul().value_range(ranges[0], self.opening().value_range(ranges[0]))

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axis that is halved."""
        return (self.along(types[0]),)


class Glu(Gate):
    """a * sigmoid(b), the gated linear unit; a is the first half of an axis, b the second.

    Shapes: any with an axis of even size, which halves: the channels of images, features of all
    else, unless `axis` says another.

    Source: Dauphin et al. (2017), eq. 1.
    """

    examples = (
        "network(x: f32[6]) -> y { y = x -> glu }",
        "network(x: f32[4, 3, 3]) -> y { y = x -> glu }",
        "network(x: f32[T, 3, 4, 2]) -> y { y = x -> glu(axis=2) }",
    )

    def opening(self) -> Function:
        """The logistic function."""
        return Sigmoid()


class Reglu(Gate):
    """a * relu(b), a gated linear unit; a is the first half of an axis, b the second.

    Shapes: any with an axis of even size, which halves: the channels of images, features of all
    else, unless `axis` says another.

    Source: Shazeer (2020), eq. 5.
    """

    examples = (
        "network(x: f32[6]) -> y { y = x -> reglu }",
        "network(x: f32[4, 3]) -> y { y = x -> reglu(axis=0) }",
    )

    def opening(self) -> Function:
        """The rectifier."""
        return Relu()


class Geglu(Gate):
    """a * gelu(b), a gated linear unit; a is the first half of an axis, b the second.

    Shapes: any with an axis of even size, which halves: the channels of images, features of all
    else, unless `axis` says another.

    Source: Shazeer (2020), eq. 5.
    """

    examples = (
        "network(x: f32[5, 6]) -> y { y = x -> geglu -> dense(4) }",
        "network(x: f32[4, 3]) -> y { y = x -> geglu(axis=0) }",
    )

    def opening(self) -> Function:
        """The exact gelu."""
        return Gelu()


class Swiglu(Gate):
    """a * silu(b), a gated linear unit; a is the first half of an axis, b the second.

    Shapes: any with an axis of even size, which halves: the channels of images, features of all
    else, unless `axis` says another.

    Source: Shazeer (2020), eq. 5.
    """

    examples = (
        "network(x: f32[T, 6]) -> y { y = x -> swiglu -> dense(4) }",
        "network(x: f32[4, 3, 3]) -> y { y = x -> swiglu(axis=0) }",
    )

    def opening(self) -> Function:
        """The silu."""
        return Silu()
