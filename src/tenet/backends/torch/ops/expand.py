"""Stretching in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import sized
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.expand import Expand


def expand(op: Expand, node: Node) -> Code:
    """The axes stretched; -1 is PyTorch's word for an axis that stays, as the batch does."""
    x = node.types[0]
    missing = ", None" * (len(op.sizes) - x.rank)
    axes = f"[:{missing}]" if x.batched and missing else ""
    sizes = ["-1"] * x.batched + [
        sized(node, size) if new or isinstance(size, int) else "-1"
        for size, new in zip(op.sizes, op.stretched(x), strict=True)
    ]
    return Code(f"{{0}}{axes}.expand({', '.join(sizes)})" if sizes else "{0}")
