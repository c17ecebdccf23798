"""The likelihood of labels along a sequence in JAX."""

from __future__ import annotations

from tenet.backends.averaging import aligned
from tenet.backends.jax.code import Code
from tenet.backends.lowering import Fused
from tenet.ir.graph import Node
from tenet.policy.losses.ctc import CtcOfLogits

ctc = Fused("ctc_of_logits")


def ctc_of_logits(op: CtcOfLogits, node: Node) -> Code:
    """The kit's, on logits."""
    call, helpers = aligned(op, node)
    return Code(call, helpers=(*helpers, "alignment.label_likelihood"))
