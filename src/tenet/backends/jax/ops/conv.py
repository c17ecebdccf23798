"""Convolution in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code, factor
from tenet.ir.graph import Node
from tenet.ops.conv import Conv
from tenet.types.shape import Layout

AXES = "DHW"


def conv(op: Conv, node: Node) -> Code:
    """A general convolution, in the spec's own layout: nothing is transposed."""
    window = op.window(node.types[0])
    axes = AXES[3 - len(window.kernel) :]
    data = named_axes(window.layout)
    parts = [
        "{0}",
        factor("weight", node),
        f"window_strides={window.stride}",
        f"padding={list(window.pads)}",
        f'dimension_numbers=("{data}", "OI{axes}", "{data}")',
    ]
    if set(window.dilation) != {1}:
        parts.append(f"rhs_dilation={window.dilation}")
    if op.groups != 1:
        parts.append(f"feature_group_count={op.groups}")
    call = f"lax.conv_general_dilated({', '.join(parts)})"
    if op.bias:
        call += f" + {factor('bias', node)}{across(window.layout)}"
    return Code(call)


def named_axes(layout: Layout) -> str:
    """The axes of a spatial tensor as JAX names them, the batch included: `NCHW`."""
    axes = AXES[3 - len(layout.places) :]
    return f"N{axes}C" if layout.channels_last else f"NC{axes}"


def across(layout: Layout) -> str:
    """The index that lets one number of each channel stretch over the places."""
    return "" if layout.channels_last else f"[:{', None' * len(layout.places)}]"
