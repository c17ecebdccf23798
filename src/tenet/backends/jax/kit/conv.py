"""Convolution in plain JAX, where it is more than one call."""

from __future__ import annotations

from jax import Array, lax

Window = tuple[int, ...]
Pads = tuple[tuple[int, int], ...]


def conv_transpose(
    x: Array,
    weight: Array,
    layout: str,
    stride: Window,
    pads: Pads,
    dilation: Window | None = None,
    groups: int = 1,
) -> Array:
    """The transpose of a convolution: a convolution of x, spread out, with the kernel turned around.

    The weight is [C, channels / groups, *kernel].
    """
    channels, outer, *kernel = weight.shape
    grouped = weight.reshape(groups, channels // groups, outer, *kernel).swapaxes(1, 2)
    turned = lax.rev(
        grouped.reshape(groups * outer, channels // groups, *kernel), range(2, weight.ndim)
    )
    axes = layout.strip("NC")
    return lax.conv_general_dilated(
        x,
        turned,
        window_strides=(1,) * len(stride),
        padding=pads,
        lhs_dilation=stride,
        rhs_dilation=dilation,
        dimension_numbers=(layout, f"OI{axes}", layout),
        feature_group_count=groups,
    )
