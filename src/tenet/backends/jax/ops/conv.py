"""Convolution in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code, parameter
from tenet.ir.graph import Node
from tenet.ops.conv import Conv

AXES = "DHW"


def conv(op: Conv, node: Node) -> Code:
    """A general convolution, in the spec's own layout: nothing is transposed."""
    window = op.window(node.types[0])
    axes = AXES[3 - len(window.kernel) :]
    last = window.layout.channels_last
    data = f"N{axes}C" if last else f"NC{axes}"
    parts = [
        "{0}",
        parameter("weight"),
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
        across = "" if last else f"[:{', None' * len(axes)}]"
        call += f" + {parameter('bias')}{across}"
    return Code(call)
