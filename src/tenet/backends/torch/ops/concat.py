"""Concatenation in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.concat import Concat


def concat(op: Concat, node: Node) -> Code:
    """Along an axis; the batch counts in PyTorch, and what is the same for all rows is repeated."""
    axis = op.along(node.types[0]) + node.output.type.batched
    same, of_rows = op.repeated(*node.types)
    repeated = f".expand({{{of_rows}}}.shape[0]{', -1' * node.output.type.rank})"
    parts = [f"{{{i}}}{repeated if i in same else ''}" for i in range(len(node.inputs))]
    return Code(f"torch.cat([{', '.join(parts)}], dim={axis})")
