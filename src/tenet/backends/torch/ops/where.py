"""A choice by element in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import sides
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.where import Where


def where(op: Where, node: Node) -> Code:
    """PyTorch's own, which takes plain numbers too."""
    return Code(f"torch.where({', '.join(sides(node))})")
