"""Transposed convolution in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code, channels_last, uniform
from tenet.ir.graph import Node
from tenet.ops.conv_transpose import ConvTranspose


def conv_transpose(op: ConvTranspose, node: Node) -> Code:
    """A transposed-convolution module."""
    spread = op.spread(node.types[0])
    module = arguments(
        spread.layout.channels,
        op.channels,
        f"kernel_size={uniform(spread.kernel)}",
        stride=None if set(spread.stride) == {1} else uniform(spread.stride),
        padding=uniform(spread.padding) if any(spread.padding) else None,
        output_padding=uniform(spread.output_padding) if any(spread.output_padding) else None,
        groups=None if op.groups == 1 else op.groups,
        bias=None if op.bias else False,
        dilation=None if set(spread.dilation) == {1} else uniform(spread.dilation),
    )
    call = channels_last("{layer}({0})", swap=spread.layout.channels_last)
    return Code(call, f"nn.ConvTranspose{len(spread.kernel)}d({module})").rounding(node)
