"""Pooling: the largest or the mean number in a window that slides over places."""

from __future__ import annotations

from math import inf
from typing import Literal

from tenet.catalogue.operation import Operation
from tenet.ops.window import Amounts, PerAxis, Window, sliding
from tenet.types.shape import Misfit, floats, rows, spatial
from tenet.types.tensor import Interval, TensorType


class Pool(Operation):
    """A window that slides over each channel by itself; what it gives is said by the subclass.

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]`; an axis of n becomes (n - kernel) // stride + 1,
    ceil(n / stride) with `padding=same`, and (n + before + after - kernel) // stride + 1 with numbers.
    """

    finds_channels = True
    carries = True

    kernel: PerAxis = 2
    """Size of the window along each spatial axis."""
    stride: PerAxis | None = None
    """Step of the window; its size unless given, so that windows do not overlap."""
    padding: Literal["same", "valid"] | Amounts = "valid"
    """How far windows reach over the edges: told by a word, or in numbers, in pairs for two sides."""

    def window(self, x: TensorType) -> Window:
        """The window spelt out for the axes of `x`."""
        return Window(
            spatial(x.shape),
            kernel=self.kernel,
            stride=self.kernel if self.stride is None else self.stride,
            padding=self.padding,
            dilation=self.spacing,
        )

    @property
    def spacing(self) -> PerAxis:
        """Distance between the places that a window looks at."""
        return 1

    def result(self, *types: TensorType) -> TensorType:
        """The same channels over fewer places."""
        x = rows(floats(types[0]))
        window = self.window(x)
        if not isinstance(window.padding, str):
            for pad, kernel in zip(window.padding, window.kernel, strict=True):
                if max(pad) >= kernel:
                    raise Misfit(
                        f"pads {max(pad)} places, so that a window of {kernel} has none of its input",
                        setting="padding",
                    )
        shape = window.layout.with_(window.layout.channels, window.places)
        return TensorType(x.dtype, shape, batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """That of the input: both the largest and the mean lie among the numbers."""
        return ranges[0]

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axes that the window slides over."""
        return sliding(spatial(types[0].shape))


class MaxPool(Pool):
    """The largest number in each window; a tie gives the gradient to one of the equals.

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]`; an axis of n becomes (n - reach) // stride + 1,
    where reach = dilation * (kernel - 1) + 1, and with padding what `conv` makes of it.
    """

    neutral = -inf
    examples = (
        "network(x: f32[3, 8, 8]) -> y { y = x -> max_pool(2) }",
        "network(x: f32[3, 9, 7]) -> y { y = x -> max_pool(3, stride=2, padding=same) }",
        "network(x: f32[10, 3]) -> y { y = x -> max_pool(2) }",
        "network(x: f32[2, 4, 4, 6]) -> y { y = x -> max_pool([1, 2, 2]) }",
        "network(x: f32[3, 9, 7]) -> y { y = x -> max_pool(3, stride=2, padding=[1, [0, 2]]) }",
        "network(x: f32[9, 3]) -> y { y = x -> max_pool(3, stride=1, padding=1, dilation=2) }",
    )

    dilation: PerAxis = 1
    """Distance between the places that a window looks at."""

    @property
    def spacing(self) -> PerAxis:
        """Distance between the places that a window looks at."""
        return self.dilation

    def result(self, *types: TensorType) -> TensorType:
        """The same channels over fewer places, each window with some of them."""
        made = super().result(*types)
        window = self.window(types[0])
        for size, dilation in zip(window.layout.places, window.dilation, strict=True):
            if self.padding != "valid" and isinstance(size, int) and size < dilation:
                raise Misfit(
                    f"looks at places {dilation} apart of an axis of {size}, and so may miss it",
                )
        return made


class AvgPool(Pool):
    """The mean of each window; places beyond the edge do not count, unless asked to.

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]`; an axis of n becomes (n - kernel) // stride + 1,
    and with padding what `conv` makes of it.
    """

    examples = (
        "network(x: f32[3, 8, 8]) -> y { y = x -> avg_pool(2) }",
        "network(x: f32[3, 9, 7]) -> y { y = x -> avg_pool(3, stride=2, padding=same) }",
        "network(x: f32[10, 3]) -> y { y = x -> avg_pool(3, stride=2) }",
        "network(x: f32[2, 4, 4, 6]) -> y { y = x -> avg_pool([1, 2, 2]) }",
        "network(x: f32[3, 8, 8] in 1..2) -> y { y = x -> avg_pool(3, padding=1, count_padding=true) }",
        (
            "network(x: f32[10, 3]) -> y {"
            " y = x -> avg_pool(3, stride=2, padding=[[2, 0]], count_padding=true) }"
        ),
    )

    count_padding: bool = False
    """Whether places beyond the edge count, as zeros."""

    def value_range(self, *ranges: Interval) -> Interval:
        """That of the input, and zero where it counts."""
        (x,) = ranges
        return x | Interval(0, 0) if self.count_padding and self.padding != "valid" else x


class L2Pool(Pool):
    """The square root of the sum of the squares in each window; its derivative at zero is zero.

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]`; an axis of n becomes (n - kernel) // stride + 1,
    and with padding what `conv` makes of it.

    Source: Hyvärinen and Köster (2007); Sermanet et al. (2012).
    """

    neutral = 0
    examples = (
        "network(x: f32[3, 8, 8]) -> y { y = x -> l2_pool }",
        "network(x: f32[T, 3]) -> y { y = x -> relu -> l2_pool(3, stride=1, padding=same) }",
        "network(x: f32[2, 4, 4, 6]) -> y { y = x -> l2_pool(2, padding=[0, 0, [1, 0]]) }",
    )

    def value_range(self, *ranges: Interval) -> Interval:
        """At least the smallest magnitude in a window."""
        (x,) = ranges
        if x == Interval(0, 0):
            return x
        smallest = max(x.low, -x.high, 0.0) if self.padding == "valid" else 0.0
        return Interval(smallest)


class GlobalPool(Operation):
    """Each channel over all its places to one number, which lies among them.

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]` to `[C]`.
    """

    finds_channels = True
    carries = True

    def result(self, *types: TensorType) -> TensorType:
        """One number per channel."""
        x = rows(floats(types[0]))
        return TensorType(x.dtype, (spatial(x.shape).channels,), batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """That of the input: what comes out lies among the numbers."""
        return ranges[0]

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """All places."""
        return sliding(spatial(types[0].shape))


class GlobalAvgPool(GlobalPool):
    """The mean of each channel over all its places (Lin et al., 2014)."""

    examples = (
        "network(x: f32[3, 8, 8]) -> y { y = x -> global_avg_pool }",
        "network(x: f32[10, 3]) -> y { y = x -> global_avg_pool }",
    )


class GlobalMaxPool(GlobalPool):
    """The largest number of each channel over all its places; equal ones share the gradient."""

    neutral = -inf
    examples = (
        "network(x: f32[3, 8, 8]) -> y { y = x -> global_max_pool }",
        "network(x: f32[T, 3]) -> y { y = x -> global_max_pool }",
        "network(x: f32[2, 3, 4, 3]) -> y { y = x -> global_max_pool }",
    )


class AdaptivePool(Operation):
    """Windows of equal size, side by side, as many as are asked for.

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]`; each spatial axis becomes `size`, which divides it.
    """

    finds_channels = True
    carries = True

    size: PerAxis
    """How many places are left along each spatial axis."""

    def window(self, x: TensorType) -> Window:
        """The window spelt out for the axes of `x`.

        Raises:
            Misfit: windows of equal size do not fill an axis.
        """
        layout = spatial(x.shape)
        places = Window(layout, kernel=self.size, stride=1, padding=0).kernel
        kernel: list[int] = []
        for before, after in zip(layout.places, places, strict=True):
            if not isinstance(before, int):
                raise Misfit(
                    f"cannot divide an axis of unknown size {before} into {after} equal windows",
                    "use a global pool, or a pool with a `kernel`",
                )
            if before % after:
                raise Misfit(
                    f"cannot divide an axis of {before} into {after} equal windows",
                    f"use a size that divides {before}, or `resize` before it",
                )
            kernel.append(before // after)
        return Window(layout, kernel=(*kernel,), stride=(*kernel,), padding="valid")

    def result(self, *types: TensorType) -> TensorType:
        """The same channels over the places that were asked for."""
        x = rows(floats(types[0]))
        window = self.window(x)
        shape = window.layout.with_(window.layout.channels, window.places)
        return TensorType(x.dtype, shape, batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """That of the input: what comes out lies among the numbers."""
        return ranges[0]

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axes that fall into windows."""
        return sliding(spatial(types[0].shape))


class AdaptiveAvgPool(AdaptivePool):
    """The mean of each of so many windows of equal size.

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]`; each spatial axis becomes `size`, which divides it.

    Source: He et al. (2014), spatial pyramid pooling.
    """

    examples = (
        "network(x: f32[3, 8, 6]) -> y { y = x -> adaptive_avg_pool([4, 1]) }",
        "network(x: f32[9, 3]) -> y { y = x -> adaptive_avg_pool(3) }",
        "network(x: f32[2, 4, 6, 2]) -> y { y = x -> adaptive_avg_pool(2) }",
    )


class AdaptiveMaxPool(AdaptivePool):
    """The largest number in each of so many windows of equal size; a tie gives the gradient to one.

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]`; each spatial axis becomes `size`, which divides it.

    Source: He et al. (2014), spatial pyramid pooling.
    """

    examples = (
        "network(x: f32[3, 8, 6]) -> y { y = x -> adaptive_max_pool([2, 3]) }",
        "network(x: f32[9, 3]) -> y { y = x -> adaptive_max_pool(3) }",
        "network(x: f32[2, 4, 6, 2]) -> y { y = x -> adaptive_max_pool(2) }",
    )
