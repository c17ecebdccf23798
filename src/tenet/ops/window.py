"""A window that slides over the places of a sequence, an image or a volume."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tenet.catalogue.definition import Count
from tenet.catalogue.setting import Each
from tenet.types.dim import Dim
from tenet.types.shape import Layout, Misfit, Shape, padded_same, slid, windows

PER_AXIS = Each("axis")
PerAxis = Count | Annotated[tuple[Count, ...], PER_AXIS]
"""One number for every spatial axis, or a list with one for each."""
Natural = Annotated[int, Field(ge=0)]
"""How many places: none, or some."""
Naturals = Natural | Annotated[tuple[Natural, ...], PER_AXIS]
"""How many places along every spatial axis, or a list with a number for each."""
Amounts = Natural | Annotated[tuple[Natural | tuple[Natural, Natural], ...], PER_AXIS]
"""One number for both sides of every spatial axis, or a list with one, or a pair, for each."""
Sides = tuple[tuple[int, int], ...]
"""How many places before and after each spatial axis."""


def per_axis(setting: int | tuple[int, ...], axes: int, name: str) -> tuple[int, ...]:
    """A setting of a sliding window, spelt out for each spatial axis."""
    spelt = (setting,) * axes if isinstance(setting, int) else setting
    if len(spelt) != axes:
        raise Misfit(_miscounted(len(spelt), axes, name))
    return spelt


def sides(setting: int | tuple[int | tuple[int, int], ...], axes: int, name: str) -> Sides:
    """Numbers of places, spelt out for both sides of each spatial axis.

    >>> sides((1, (0, 2)), 2, "padding")
    ((1, 1), (0, 2))
    """
    spelt = (setting,) * axes if isinstance(setting, int) else setting
    if len(spelt) != axes:
        advice = None
        if axes == 1 and len(spelt) == 2 and all(isinstance(side, int) for side in spelt):
            advice = f"before and after one axis are a pair in a list: `{name}=[[{spelt[0]}, {spelt[1]}]]`"
        raise Misfit(_miscounted(len(spelt), axes, name), advice)
    return tuple((side, side) if isinstance(side, int) else side for side in spelt)


def _miscounted(numbers: int, axes: int, name: str) -> str:
    return (
        f"has {numbers} number{'' if numbers == 1 else 's'} in `{name}`, but its input has {axes}"
        f" spatial {'axis' if axes == 1 else 'axes'}"
    )


class Window:
    """A sliding window, spelt out for each spatial axis of what it slides over."""

    def __init__(
        self,
        layout: Layout,
        *,
        kernel: int | tuple[int, ...],
        stride: int | tuple[int, ...],
        padding: Literal["same", "valid", "causal"] | int | tuple[int | tuple[int, int], ...],
        dilation: int | tuple[int, ...] = 1,
    ) -> None:
        axes = len(layout.places)
        self.layout = layout
        self.kernel = per_axis(kernel, axes, "kernel")
        self.stride = per_axis(stride, axes, "stride")
        self.dilation = per_axis(dilation, axes, "dilation")
        self.padding = padding if isinstance(padding, str) else sides(padding, axes, "padding")

    @property
    def reach(self) -> tuple[int, ...]:
        """How many places a window spans along each spatial axis."""
        return tuple((k - 1) * d + 1 for k, d in zip(self.kernel, self.dilation, strict=True))

    @property
    def places(self) -> Shape:
        """How many windows fit along each spatial axis.

        Raises:
            Misfit: none does.
        """
        return tuple(self._places(axis, size) for axis, size in enumerate(self.layout.places))

    def _places(self, axis: int, size: Dim) -> Dim:
        kernel, stride, dilation = self.kernel[axis], self.stride[axis], self.dilation[axis]
        if isinstance(self.padding, str):
            return slid(size, kernel, stride, self.padding, dilation)
        before, after = self.padding[axis]
        slid(size + (before + after), kernel, stride, "valid", dilation)
        return windows(size, kernel, stride, (before, after), dilation)

    @property
    def pads(self) -> Sides:
        """Places that are added before and after each spatial axis.

        Raises:
            Misfit: a strided axis has a size that is not known, so that its padding is not either.
        """
        if not isinstance(self.padding, str):
            return self.padding
        return tuple(self._pad(axis, size) for axis, size in enumerate(self.layout.places))

    def _pad(self, axis: int, size: Dim) -> tuple[int, int]:
        kernel, stride, dilation = self.kernel[axis], self.stride[axis], self.dilation[axis]
        if self.padding == "valid":
            return (0, 0)
        if self.padding == "causal":
            return ((kernel - 1) * dilation, 0)
        if stride == 1 or kernel == 1:
            return padded_same(kernel, kernel, 1, dilation)
        if isinstance(size, int):
            return padded_same(size, kernel, stride, dilation)
        raise Misfit(
            f"strides over an axis of unknown size {size}, so its padding is not known",
            "give the padding in numbers, such as `padding=1`, or use `padding=valid`",
        )


def sliding(layout: Layout) -> tuple[int, ...]:
    """The axes that a window slides over, the batch not counted."""
    return tuple(axis for axis in range(len(layout.shape)) if axis != layout.channel_axis)
