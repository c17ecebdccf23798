"""Convolution over one, two or three spatial axes."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from tenet.catalogue.definition import Count
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.operation import Operation, ParameterSpec, Role
from tenet.initialisers.fixed import Zeros
from tenet.types.dim import Dim, product
from tenet.types.shape import Layout, Misfit, floats, padded_same, rows, slid, spatial
from tenet.types.tensor import TensorType

PerAxis = Count | tuple[Count, ...]
"""One number for every spatial axis, or a list with one for each."""


def per_axis(setting: int | tuple[int, ...], axes: int, name: str) -> tuple[int, ...]:
    """A setting of a sliding window, spelt out for each spatial axis."""
    spelt = (setting,) * axes if isinstance(setting, int) else setting
    if len(spelt) != axes:
        raise Misfit(
            f"has {len(spelt)} numbers in `{name}`, but its input has {axes} spatial"
            f" {'axis' if axes == 1 else 'axes'}"
        )
    return spelt


class Conv(Operation):
    """Cross-correlation with a learned kernel, as deep learning calls convolution.

    Shapes: `[T, C]` (one axis), `[C, H, W]` (two), `[C, D, H, W]` (three). With `padding=same` an
    axis of n becomes ceil(n / stride), the odd pad at the end; with `valid` it becomes
    (n - reach) // stride + 1, where reach = dilation * (kernel - 1) + 1; `causal` pads a sequence
    before its beginning only. `weight` is `[channels, C / groups, *kernel]`.

    Source: LeCun et al. (1998); groups: Krizhevsky et al. (2012); dilation: Yu and Koltun (2016).
    """

    examples = (
        "network(x: f32[3, 8, 8]) -> y { y = x -> conv(4, 3) }",
        "network(x: f32[3, 9, 8]) -> y { y = x -> conv(4, [3, 2], stride=2) -> relu }",
        "network(x: f32[4, 8, 8]) -> y { y = x -> conv(6, 3, padding=valid, groups=2, bias=false) }",
        "network(x: f32[10, 3]) -> y { y = x -> conv(4, 3, dilation=2, stride=2) }",
        "network(x: f32[10, 3]) -> y { y = x -> conv(4, 3, padding=causal) }",
        "network(x: f32[2, 5, 6, 7]) -> y { y = x -> conv(3, 3, stride=[1, 2, 2]) }",
    )

    channels: Count
    """How many kernels there are, and so channels of the output."""
    kernel: PerAxis = 3
    """Size of the window along each spatial axis."""
    stride: PerAxis = 1
    """Step of the window."""
    padding: Literal["same", "valid", "causal"] = "same"
    """What is added at the edges, as zeros."""
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
        return Window(self, spatial(x.shape))

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
        places = tuple(
            slid(size, k, s, self.padding, d)
            for size, k, s, d in zip(
                window.layout.places, window.kernel, window.stride, window.dilation, strict=True
            )
        )
        return TensorType(x.dtype, window.layout.with_(self.channels, places), batched=x.batched)

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


class Window:
    """The sliding window of a convolution, spelt out for each spatial axis of its input."""

    def __init__(self, op: Conv, layout: Layout) -> None:
        axes = len(layout.places)
        self.layout = layout
        self.kernel = per_axis(op.kernel, axes, "kernel")
        self.stride = per_axis(op.stride, axes, "stride")
        self.dilation = per_axis(op.dilation, axes, "dilation")
        self.padding = op.padding

    @property
    def pads(self) -> tuple[tuple[int, int], ...]:
        """Zeros before and after each spatial axis.

        Raises:
            Misfit: a strided axis has a size that is not known, so that its padding is not either.
        """
        return tuple(
            self._pad(size, k, s, d)
            for size, k, s, d in zip(
                self.layout.places, self.kernel, self.stride, self.dilation, strict=True
            )
        )

    def _pad(self, size: Dim, kernel: int, stride: int, dilation: int) -> tuple[int, int]:
        if self.padding == "valid":
            return (0, 0)
        if self.padding == "causal":
            return ((kernel - 1) * dilation, 0)
        if stride == 1:
            return padded_same(kernel, kernel, 1, dilation)
        if isinstance(size, int):
            return padded_same(size, kernel, stride, dilation)
        raise Misfit(f"strides over an axis of unknown size {size}, so its padding is not known")
