"""Cropping in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.crop import Crop


def crop(op: Crop, node: Node) -> Code:
    """An index, as in Python."""
    return Code(f"{{0}}{op.index(node.types[0])}")
