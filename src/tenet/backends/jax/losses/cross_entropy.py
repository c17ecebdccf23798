"""Cross-entropy in JAX."""

from __future__ import annotations

from tenet.backends.averaging import class_losses
from tenet.backends.jax.code import Code
from tenet.backends.lowering import Fused
from tenet.ir.graph import Node
from tenet.policy.losses.cross_entropy import CrossEntropyOfLogits

cross_entropy = Fused("cross_entropy_of_logits")


def cross_entropy_of_logits(op: CrossEntropyOfLogits, node: Node) -> Code:
    """Minus the log-probability of the right class."""
    if op.plain and op.along(*node.types) == node.types[0].rank - 1:
        return Code("-jnp.take_along_axis(nn.log_softmax({0}), {1}[..., None], axis=-1).mean()")
    call, helpers = class_losses(op, node)
    return Code(call, helpers=helpers)
