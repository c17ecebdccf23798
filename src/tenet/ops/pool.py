"""Pooling: the largest or the mean number in a window that slides over places."""

from __future__ import annotations

from typing import Literal

from tenet.catalogue.definition import Count
from tenet.catalogue.operation import Operation
from tenet.ops.conv import PerAxis, per_axis
from tenet.types.shape import Layout, Misfit, floats, padded_same, rows, slid, spatial
from tenet.types.tensor import Interval, TensorType


class Pool(Operation):
    """A window that slides over each channel by itself; what it gives is said by the subclass."""

    carries = True

    kernel: Count | tuple[Count, ...] = 2
    """Size of the window along each spatial axis."""
    stride: PerAxis | None = None
    """Step of the window; its size unless given, so that windows do not overlap."""
    padding: Literal["same", "valid"] = "valid"
    """Whether windows reach over the edges."""

    def sizes(self, x: TensorType) -> tuple[Layout, tuple[int, ...], tuple[int, ...]]:
        """The layout of `x`, and kernel and stride for each of its spatial axes."""
        layout = spatial(x.shape)
        axes = len(layout.places)
        kernel = per_axis(self.kernel, axes, "kernel")
        return (
            layout,
            kernel,
            kernel if self.stride is None else per_axis(self.stride, axes, "stride"),
        )

    def pads(self, x: TensorType) -> tuple[tuple[int, int], ...]:
        """Places before and after each spatial axis that a window reaches over the edge."""
        layout, kernel, stride = self.sizes(x)
        if self.padding == "valid":
            return ((0, 0),) * len(kernel)
        if not all(isinstance(size, int) for size in layout.places):
            raise Misfit("reaches over the edge of an axis of unknown size", "use `padding=valid`")
        known = [size for size in layout.places if isinstance(size, int)]
        return tuple(padded_same(n, k, s) for n, k, s in zip(known, kernel, stride, strict=True))

    def result(self, *types: TensorType) -> TensorType:
        """The same channels over fewer places."""
        x = rows(floats(types[0]))
        layout, kernel, stride = self.sizes(x)
        places = tuple(
            slid(size, k, s, self.padding)
            for size, k, s in zip(layout.places, kernel, stride, strict=True)
        )
        return TensorType(x.dtype, layout.with_(layout.channels, places), batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """That of the input: both the largest and the mean lie among the numbers."""
        return ranges[0]


class MaxPool(Pool):
    """The largest number in each window; a tie gives the gradient to one of the equals.

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]`; an axis of n becomes (n - kernel) // stride + 1.
    """

    examples = (
        "network(x: f32[3, 8, 8]) -> y { y = x -> max_pool(2) }",
        "network(x: f32[3, 9, 7]) -> y { y = x -> max_pool(3, stride=2, padding=same) }",
        "network(x: f32[10, 3]) -> y { y = x -> max_pool(2) }",
        "network(x: f32[2, 4, 4, 6]) -> y { y = x -> max_pool([1, 2, 2]) }",
    )


class AvgPool(Pool):
    """The mean of each window; places beyond the edge do not count.

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]`; an axis of n becomes (n - kernel) // stride + 1.
    """

    examples = (
        "network(x: f32[3, 8, 8]) -> y { y = x -> avg_pool(2) }",
        "network(x: f32[3, 9, 7]) -> y { y = x -> avg_pool(3, stride=2, padding=same) }",
        "network(x: f32[10, 3]) -> y { y = x -> avg_pool(3, stride=2) }",
        "network(x: f32[2, 4, 4, 6]) -> y { y = x -> avg_pool([1, 2, 2]) }",
    )


class GlobalAvgPool(Operation):
    """The mean of each channel over all its places (Lin et al., 2014).

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]` to `[C]`.
    """

    carries = True
    examples = (
        "network(x: f32[3, 8, 8]) -> y { y = x -> global_avg_pool }",
        "network(x: f32[10, 3]) -> y { y = x -> global_avg_pool }",
    )

    def result(self, *types: TensorType) -> TensorType:
        """One number per channel."""
        x = rows(floats(types[0]))
        return TensorType(x.dtype, (spatial(x.shape).channels,), batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """That of the input: a mean lies among the numbers."""
        return ranges[0]
