"""Depthwise convolution: each channel has kernels of its own."""

from __future__ import annotations

from typing import Literal

from tenet.catalogue.definition import Count
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.operation import Operation, ParameterSpec
from tenet.ops.conv import Conv
from tenet.ops.window import Amounts, PerAxis, sliding
from tenet.types.dim import Dim
from tenet.types.shape import Misfit, spatial
from tenet.types.tensor import TensorType


class DepthwiseConv(Operation):
    """A convolution in which no channel sees another: `conv` with as many groups as channels.

    Shapes: those of `conv`, with multiplier * C channels: the first `multiplier` come from the first
    channel of the input, and so on. `weight` is `[multiplier * C, 1, *kernel]`.

    Source: Sifre (2014); Howard et al. (2017).
    """

    finds_channels = True
    of_products = True
    neutral = 0
    examples = (
        "network(x: f32[3, 8, 8]) -> y { y = x -> depthwise_conv -> relu }",
        "network(x: f32[10, 3]) -> y { y = x -> depthwise_conv(2, dilation=3, padding=causal) }",
        "network(x: f32[T, 3]) -> y { y = x -> depthwise_conv(5, padding=[[1, 3]], bias=false) }",
        "network(x: f32[2, 5, 6, 7]) -> y { y = x -> depthwise_conv(3, stride=2, multiplier=2) }",
    )

    kernel: PerAxis = 3
    """Size of the window along each spatial axis."""
    stride: PerAxis = 1
    """Step of the window."""
    padding: Literal["same", "valid", "causal"] | Amounts = "same"
    """How many zeros are added at the edges: told by a word, or in numbers, in pairs for two sides."""
    dilation: PerAxis = 1
    """Distance between the places that the kernel looks at."""
    multiplier: Count = 1
    """How many channels come out for each that goes in."""
    bias: bool = True
    """Whether a constant is added to each channel."""
    init: Initialiser | Literal["auto"] = "auto"
    """How the kernels start."""

    def grouped(self, x: TensorType) -> Conv:
        """The same as a convolution in groups."""
        channels = spatial(x.shape).channels
        if not isinstance(channels, int):
            raise Misfit(f"needs to know how many channels its input has, but they are {channels}")
        return Conv(
            channels=channels * self.multiplier,
            kernel=self.kernel,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
            groups=channels,
            bias=self.bias,
            init=self.init,
        )

    def result(self, *types: TensorType) -> TensorType:
        """The layout of the input with other places."""
        return self.grouped(types[0]).result(*types)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axes that the kernel slides over."""
        return sliding(spatial(types[0].shape))

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """The kernels and, if wanted, the bias."""
        return self.grouped(types[0]).parameters(*types)

    def macs(self, *types: TensorType) -> Dim:
        """One kernel of one channel for each channel and place of the output."""
        return self.grouped(types[0]).macs(*types)
