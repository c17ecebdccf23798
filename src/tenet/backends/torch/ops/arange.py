"""Counting in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import sized
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.arange import Arange


def arange(op: Arange, node: Node) -> Code:
    """A buffer, so that it is where the parameters are; made anew where its size is the input's."""
    if not isinstance(op.n, int):
        return Code(f"torch.arange({sized(node, op.n)}, device={{0}}.device)")
    return Code("{layer}", f"nn.Buffer(torch.arange({op.n}), persistent=False)")
