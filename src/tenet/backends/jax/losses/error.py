"""Losses of a difference in JAX."""

from __future__ import annotations

from tenet.backends.averaging import averaged
from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.policy.loss import Elementwise
from tenet.policy.losses.error import Huber, Mae, Mse, SmoothL1


def mse(op: Mse, node: Node) -> Code:
    """The mean of squares."""
    return _mean(op, "(({0} - {1}) ** 2)")


def mae(op: Mae, node: Node) -> Code:
    """The mean of absolute values."""
    return _mean(op, "abs({0} - {1})")


def huber(op: Huber, node: Node) -> Code:
    """The mean of what is a square near zero."""
    return _mean(op, f"huber_losses({{0}} - {{1}}, {op.delta!r})", "error.huber_losses")


def smooth_l1(op: SmoothL1, node: Node) -> Code:
    """The same, divided so that its lines have slope 1."""
    losses = f"(huber_losses({{0}} - {{1}}, {op.beta!r}) / {op.beta!r})"
    return _mean(op, losses, "error.huber_losses")


def _mean(op: Elementwise, losses: str, *helpers: str) -> Code:
    call, more = averaged(op, losses)
    return Code(call, helpers=(*helpers, *more))
