"""Transposed convolution in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code, factor
from tenet.backends.jax.ops.conv import across, named_axes
from tenet.ir.graph import Node
from tenet.ops.conv_transpose import ConvTranspose


def conv_transpose(op: ConvTranspose, node: Node) -> Code:
    """The kit's transposed convolution, in the spec's own layout."""
    spread = op.spread(node.types[0])
    ends = zip(spread.reach, spread.padding, spread.output_padding, strict=True)
    pads = tuple((reach - 1 - cut, reach - 1 - cut + added) for reach, cut, added in ends)
    parts = [
        "{0}",
        factor("weight", node),
        f'"{named_axes(spread.layout)}"',
        f"stride={spread.stride}",
        f"pads={pads}",
    ]
    if set(spread.dilation) != {1}:
        parts.append(f"dilation={spread.dilation}")
    if op.groups != 1:
        parts.append(f"groups={op.groups}")
    call = f"conv_transpose({', '.join(parts)})"
    if op.bias:
        call += f" + {factor('bias', node)}{across(spread.layout)}"
    return Code(call, helpers=("conv.conv_transpose",))
