"""The divergence of distributions in JAX."""

from __future__ import annotations

from tenet.backends.averaging import averaged
from tenet.backends.jax.code import Code
from tenet.backends.lowering import Fused
from tenet.ir.graph import Node
from tenet.policy.losses.kl import KlOfLogits

kl = Fused("kl_of_logits")


def kl_of_logits(op: KlOfLogits, node: Node) -> Code:
    """On logits; the kit's leaves out what is zero in the target."""
    call, helpers = averaged(op, "kl_losses({0}, {1})")
    return Code(call, helpers=(*helpers, "likelihood.kl_losses"))
