"""Losses of a difference in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.policy.losses.error import Mae, Mse


def mse(op: Mse, node: Node) -> Code:
    """The mean of squares."""
    return Code("(({0} - {1}) ** 2).mean()")


def mae(op: Mae, node: Node) -> Code:
    """The mean of absolute values."""
    return Code("abs({0} - {1}).mean()")
