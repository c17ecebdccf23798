"""Losses of a difference in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.policy.losses.error import Mae, Mse


def mse(op: Mse, node: Node) -> Code:
    """The mean of squares."""
    return Code("F.mse_loss({0}, {1})")


def mae(op: Mae, node: Node) -> Code:
    """The mean of absolute values."""
    return Code("F.l1_loss({0}, {1})")
