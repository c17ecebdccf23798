"""Attention in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import attended, rotated
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.attention import Attention, Rotary


def attention(op: Attention, node: Node) -> Code:
    """The kit's, around PyTorch's scaled_dot_product_attention."""
    return Code(attended(op, node), helpers=("attention.attend",))


def rotary(op: Rotary, node: Node) -> Code:
    """The kit's."""
    return Code(rotated(op), helpers=("attention.rotate",))
