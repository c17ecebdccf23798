"""Convolution over one, two or three spatial axes."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from tenet.catalogue.definition import Count
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.operation import Operation, ParameterSpec, Role
from tenet.initialisers.fixed import Zeros
from tenet.ops.window import Amounts, PerAxis, Window, sliding
from tenet.types.dim import Dim, product
from tenet.types.shape import Misfit, floats, rows, spatial
from tenet.types.tensor import TensorType


class Conv(Operation):
    """Cross-correlation with a learned kernel, as deep learning calls convolution.

    Shapes: `[T, C]` (one axis), `[C, H, W]` (two), `[C, D, H, W]` (three). With `padding=same` an
    axis of n becomes ceil(n / stride), the odd pad at the end; with `valid` it becomes
    (n - reach) // stride + 1, where reach = dilation * (kernel - 1) + 1; `causal` pads a sequence
    before its beginning only; with numbers it becomes (n + before + after - reach) // stride + 1.
    `weight` is `[channels, C / groups, *kernel]`.

    Source: LeCun et al. (1998); groups: Krizhevsky et al. (2012); dilation: Yu and Koltun (2016).
    """

    finds_channels = True
    of_products = True
    neutral = 0
    examples = (
        "network(x: f32[3, 8, 8]) -> y { y = x -> conv(4, 3) }",
        "network(x: f32[3, 9, 8]) -> y { y = x -> conv(4, [3, 2], stride=2) -> relu }",
        "network(x: f32[4, 8, 8]) -> y { y = x -> conv(6, 3, padding=valid, groups=2, bias=false) }",
        "network(x: f32[10, 3]) -> y { y = x -> conv(4, 3, dilation=2, stride=2) }",
        "network(x: f32[10, 3]) -> y { y = x -> conv(4, 3, padding=causal) }",
        "network(x: f32[2, 5, 6, 7]) -> y { y = x -> conv(3, 3, stride=[1, 2, 2]) }",
        "network(x: f32[3, 8, 7]) -> y { y = x -> conv(4, padding=[1, [0, 2]], stride=2) }",
    )

    channels: Count
    """How many kernels there are, and so channels of the output."""
    kernel: PerAxis = 3
    """Size of the window along each spatial axis."""
    stride: PerAxis = 1
    """Step of the window."""
    padding: Literal["same", "valid", "causal"] | Amounts = "same"
    """How many zeros are added at the edges: told by a word, or in numbers, in pairs for two sides."""
    dilation: PerAxis = 1
    """Distance between the places that the kernel looks at."""
    groups: Count = 1
    """Into how many parts the channels fall that do not see each other."""
    bias: bool = True
    """Whether a constant is added to each channel."""
    init: Initialiser | Literal["auto"] = "auto"
    """How the kernels start."""

    @model_validator(mode="after")
    def _groups_divide(self) -> Conv:
        if self.channels % self.groups:
            raise Misfit(
                f"cannot divide {self.channels} channels into {self.groups} groups",
                setting="groups",
            )
        return self

    def window(self, x: TensorType) -> Window:
        """The window spelt out for the axes of `x`."""
        return Window(
            spatial(x.shape),
            kernel=self.kernel,
            stride=self.stride,
            padding=self.padding,
            dilation=self.dilation,
        )

    def result(self, *types: TensorType) -> TensorType:
        """The layout of the input with other channels and places."""
        x = rows(floats(types[0]))
        window = self.window(x)
        channels = window.layout.channels
        if not isinstance(channels, int):
            raise Misfit(f"needs to know how many channels its input has, but they are {channels}")
        if channels % self.groups:
            raise Misfit(
                f"cannot divide the {channels} channels of its input into {self.groups} groups"
            )
        if self.padding == "causal" and len(window.layout.places) != 1:
            raise Misfit("pads causally only over one axis, in time", "use `padding=same`")
        return TensorType(
            x.dtype, window.layout.with_(self.channels, window.places), batched=x.batched
        )

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axes that the kernel slides over."""
        return sliding(spatial(types[0].shape))

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """The kernels and, if wanted, the bias."""
        window = self.window(types[0])
        inner = window.layout.channels // self.groups
        reach = product(window.kernel)
        shape = (self.channels, inner, *window.kernel)
        fans = (inner * reach, self.channels // self.groups * reach)
        weight = ParameterSpec("weight", shape, Role.WEIGHT, self.init, fans)
        bias = ParameterSpec("bias", (self.channels,), Role.BIAS, Zeros())
        return (weight, bias) if self.bias else (weight,)

    def macs(self, *types: TensorType) -> Dim:
        """One kernel for each channel and place of the output."""
        window = self.window(types[0])
        inner = window.layout.channels // self.groups
        return product(self.result(*types).shape) * (inner * product(window.kernel))
