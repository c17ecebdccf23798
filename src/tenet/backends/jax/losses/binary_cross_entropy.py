"""Binary cross-entropy in JAX."""

from __future__ import annotations

from tenet.backends.averaging import averaged, bit_losses
from tenet.backends.jax.code import Code
from tenet.backends.lowering import Fused
from tenet.ir.graph import Node
from tenet.policy.losses.binary_cross_entropy import BinaryCrossEntropyOfLogits

binary_cross_entropy = Fused("binary_cross_entropy_of_logits")


def binary_cross_entropy_of_logits(op: BinaryCrossEntropyOfLogits, node: Node) -> Code:
    """softplus(z) - z t, which is max(z, 0) - z t + log(1 + exp(-|z|))."""
    losses = "(nn.softplus({0}) - {0} * {1})"
    call, helpers = averaged(op, losses) if op.plain else bit_losses(op)
    return Code(call, helpers=helpers)
