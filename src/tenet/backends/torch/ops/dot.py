"""Inner products and distances in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.backends.torch.ops.reduction import narrow
from tenet.ir.graph import Node
from tenet.ops.dot import Cdist, Dot


def dot(op: Dot, node: Node) -> Code:
    """The sum of products."""
    kind = narrow(node)
    return Code(f"({{0}} * {{1}}).sum(-1{f', dtype={kind}' if kind else ''})")


def cdist(op: Cdist, node: Node) -> Code:
    """PyTorch's own, without the shortcut that is less exact."""
    return Code('torch.cdist({0}, {1}, compute_mode="donot_use_mm_for_euclid_dist")')
