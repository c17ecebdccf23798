"""Flatten in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.flatten import Flatten


def flatten(op: Flatten, node: Node) -> Code:
    """All axes but the batch on one; a single number gets an axis."""
    if not node.output.type.batched:
        return Code("{0}.reshape(-1)")
    return Code("{0}.flatten(1)" if node.types[0].shape else "{0}.unsqueeze(1)")
