"""Losses of a difference in PyTorch."""

from __future__ import annotations

from tenet.backends.averaging import averaged
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.policy.loss import Elementwise
from tenet.policy.losses.error import Huber, Mae, Mse, SmoothL1


def mse(op: Mse, node: Node) -> Code:
    """The mean of squares."""
    return _of_difference(op, "mse_loss")


def mae(op: Mae, node: Node) -> Code:
    """The mean of absolute values."""
    return _of_difference(op, "l1_loss")


def huber(op: Huber, node: Node) -> Code:
    """The mean of what is a square near zero."""
    return _of_difference(op, "huber_loss", f", delta={op.delta!r}")


def smooth_l1(op: SmoothL1, node: Node) -> Code:
    """The mean of what is a square near zero, its lines of slope 1."""
    return _of_difference(op, "smooth_l1_loss", f", beta={op.beta!r}")


def _of_difference(op: Elementwise, function: str, settings: str = "") -> Code:
    if not op.weighing and op.reduce == "mean":
        return Code(f"F.{function}({{0}}, {{1}}{settings})")
    losses = f'F.{function}({{0}}, {{1}}{settings}, reduction="none")'
    call, helpers = averaged(op, losses)
    return Code(call, helpers=helpers)
