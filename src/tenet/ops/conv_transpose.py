"""Transposed convolution over one, two or three spatial axes."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from tenet.catalogue.definition import Count
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.operation import Operation, ParameterSpec, Role
from tenet.frozen import frozen
from tenet.initialisers.fixed import Zeros
from tenet.ops.window import Naturals, PerAxis, per_axis, sliding
from tenet.types.dim import Dim, product
from tenet.types.shape import Layout, Misfit, floats, rows, spatial
from tenet.types.tensor import TensorType


class ConvTranspose(Operation):
    """The transpose of a convolution: each place adds its kernel to the places around stride times it.

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]`; an axis of n becomes (n - 1) * stride - 2 * padding
    + dilation * (kernel - 1) + output_padding + 1. With `padding=same` it becomes n * stride, by the
    smallest paddings that do so. `weight` is `[C, channels / groups, *kernel]`. A place of the output
    sums over C / groups * kernel / stride numbers, which is the fan-in that `init` goes by.

    Source: Zeiler et al. (2010); Dumoulin and Visin (2016), chapter 4.
    """

    finds_channels = True
    of_products = True
    neutral = 0
    examples = (
        "network(x: f32[3, 4, 5]) -> y { y = x -> conv_transpose(4, 3, stride=2, padding=same) }",
        (
            "network(x: f32[3, 4, 5]) -> y {\n"
            "  y = x -> conv_transpose(2, [3, 2], stride=[2, 3], padding=1, output_padding=[1, 2])\n}"
        ),
        "network(x: f32[4, 4, 4]) -> y { y = x -> conv_transpose(4, dilation=2, groups=4, bias=false) }",
        "network(x: f32[T, 3]) -> y { y = x -> conv_transpose(4, 4, stride=2, padding=1) }",
        "network(x: f32[2, 2, 3, 4]) -> y { y = x -> conv_transpose(2, 2, stride=2, init=he_normal) }",
    )

    channels: Count
    """How many channels come out."""
    kernel: PerAxis = 3
    """Size of the window along each spatial axis."""
    stride: PerAxis = 1
    """How far apart the places of the input lie in the output."""
    padding: Literal["same"] | Naturals = 0
    """How many places are cut off at both edges of each spatial axis."""
    output_padding: Naturals = 0
    """How many places are left or added at the end of each spatial axis alone."""
    dilation: PerAxis = 1
    """Distance between the places that the kernel reaches."""
    groups: Count = 1
    """Into how many parts the channels fall that do not see each other."""
    bias: bool = True
    """Whether a constant is added to each channel."""
    init: Initialiser | Literal["auto"] = "auto"
    """How the kernels start."""

    @model_validator(mode="after")
    def _settings_agree(self) -> ConvTranspose:
        if self.channels % self.groups:
            raise Misfit(
                f"cannot divide {self.channels} channels into {self.groups} groups",
                setting="groups",
            )
        if self.padding == "same" and self.output_padding != 0:
            raise Misfit(
                "finds its output padding itself where `padding=same`", setting="output_padding"
            )
        return self

    def spread(self, x: TensorType) -> Spread:
        """The settings spelt out for the axes of `x`."""
        layout = spatial(x.shape)
        axes = len(layout.places)
        kernel = per_axis(self.kernel, axes, "kernel")
        stride = per_axis(self.stride, axes, "stride")
        dilation = per_axis(self.dilation, axes, "dilation")
        reach = tuple((k - 1) * d + 1 for k, d in zip(kernel, dilation, strict=True))
        if self.padding == "same":
            surplus = [r - s for r, s in zip(reach, stride, strict=True)]
            padding = tuple(max((n + 1) // 2, 0) for n in surplus)
            output_padding = tuple(2 * p - n for p, n in zip(padding, surplus, strict=True))
        else:
            padding = per_axis(self.padding, axes, "padding")
            output_padding = per_axis(self.output_padding, axes, "output_padding")
        return Spread(layout, kernel, stride, dilation, reach, padding, output_padding)

    def result(self, *types: TensorType) -> TensorType:
        """The layout of the input with other channels and more places."""
        x = rows(floats(types[0]))
        spread = self.spread(x)
        channels = spread.layout.channels
        if not isinstance(channels, int):
            raise Misfit(f"needs to know how many channels its input has, but they are {channels}")
        if channels % self.groups:
            raise Misfit(
                f"cannot divide the {channels} channels of its input into {self.groups} groups"
            )
        self._fits(spread)
        shape = spread.layout.with_(self.channels, spread.places)
        return TensorType(x.dtype, shape, batched=x.batched)

    def _fits(self, spread: Spread) -> None:
        """Check that the paddings leave places, and that there is a place for what is added."""
        room = zip(
            spread.output_padding, spread.stride, spread.dilation, spread.kernel, strict=True
        )
        for added, stride, dilation, kernel in room:
            if added < max(stride, dilation):
                continue
            if self.padding == "same":
                raise Misfit(
                    f"cannot keep the size of an axis with a kernel of {kernel} and a stride of 1: one place"
                    " is left over",
                    "use an odd kernel, or give `padding` in numbers",
                )
            raise Misfit(
                f"adds {added} at the end of an axis, which must be less than its stride {stride} or its"
                f" dilation {dilation}",
                setting="output_padding",
            )
        for size, before in zip(spread.places, spread.layout.places, strict=True):
            if isinstance(size, int) and size < 1:
                raise Misfit(
                    f"cuts so much off an axis of {before} that no place is left",
                    "use less `padding`",
                )

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axes along which the kernels reach."""
        return sliding(spatial(types[0].shape))

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """The kernels and, if wanted, the bias."""
        spread = self.spread(types[0])
        channels, outer = spread.layout.channels, self.channels // self.groups
        reach = product(spread.kernel)
        fan_in = channels // self.groups * reach // product(spread.stride)
        fans = (max(fan_in, 1) if isinstance(fan_in, int) else fan_in, outer * reach)
        shape = (channels, outer, *spread.kernel)
        weight = ParameterSpec("weight", shape, Role.WEIGHT, self.init, fans)
        bias = ParameterSpec("bias", (self.channels,), Role.BIAS, Zeros())
        return (weight, bias) if self.bias else (weight,)

    def macs(self, *types: TensorType) -> Dim:
        """One kernel for each channel and place of the input."""
        outer = self.channels // self.groups
        return product(types[0].shape) * (outer * product(self.spread(types[0]).kernel))


@frozen
class Spread:
    """The settings of a transposed convolution, spelt out for each spatial axis of its input."""

    layout: Layout
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    reach: tuple[int, ...]
    padding: tuple[int, ...]
    output_padding: tuple[int, ...]

    @property
    def places(self) -> tuple[Dim, ...]:
        """The sizes of the output's spatial axes."""
        return tuple(
            (size - 1) * stride + (reach - 2 * padding + added)
            for size, stride, reach, padding, added in zip(
                self.layout.places,
                self.stride,
                self.reach,
                self.padding,
                self.output_padding,
                strict=True,
            )
        )
