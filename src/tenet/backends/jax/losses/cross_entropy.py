"""Cross-entropy in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.backends.lowering import Fused
from tenet.ir.graph import Node
from tenet.policy.losses.cross_entropy import CrossEntropyOfLogits

cross_entropy = Fused("cross_entropy_of_logits")


def cross_entropy_of_logits(op: CrossEntropyOfLogits, node: Node) -> Code:
    """Minus the log-probability of the right class."""
    return Code("-jnp.take_along_axis(nn.log_softmax({0}), {1}[..., None], axis=-1).mean()")
