"""The angle between vectors in JAX."""

from __future__ import annotations

from tenet.backends.averaging import averaged
from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.policy.losses.cosine import Cosine


def cosine(op: Cosine, node: Node) -> Code:
    """One less the cosine, along the last axis."""
    call, helpers = averaged(op, "(1 - cosine_similarity({0}, {1}, -1))")
    return Code(call, helpers=(*helpers, "cosine.cosine_similarity", "root.root"))
