"""Shrinkage in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.shrinkage import HardShrink, SoftShrink, TanhShrink


def hard_shrink(op: HardShrink, node: Node) -> Code:
    """PyTorch's own."""
    return _shrunk("F.hardshrink", op.threshold)


def soft_shrink(op: SoftShrink, node: Node) -> Code:
    """PyTorch's own."""
    return _shrunk("F.softshrink", op.threshold)


def tanh_shrink(op: TanhShrink, node: Node) -> Code:
    """PyTorch's own."""
    return Code("F.tanhshrink({0})")


def _shrunk(function: str, threshold: float) -> Code:
    """The threshold is written only where it is not the usual one."""
    given = "" if threshold == 0.5 else f", {float(threshold)!r}"
    return Code(f"{function}({{0}}{given})")
