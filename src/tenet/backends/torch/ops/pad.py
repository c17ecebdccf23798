"""Padding in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code, channels_last
from tenet.backends.torch.ops.conv import padding
from tenet.ir.graph import Node
from tenet.ops.pad import Pad
from tenet.types.shape import spatial


def pad(op: Pad, node: Node) -> Code:
    """F.pad; a constant needs no other order of axes."""
    sides = op.sides(node.types[0])
    last = spatial(node.types[0].shape).channels_last
    if op.mode == "constant":
        amounts = padding((*sides, (0, 0)) if last else sides)
        whole = node.types[0].dtype.is_integer
        value = None if op.value == 0 else int(op.value) if whole else op.value
        return Code(f"F.pad({arguments('{0}', amounts, value=value)})")
    call = f'F.pad({{0}}, {padding(sides)}, mode="{op.mode}")'
    return Code(channels_last(call, swap=last))
