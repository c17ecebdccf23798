"""Length one, and directions, in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.backends.jax.ops.reduction import ROOT, measured
from tenet.ir.graph import Node
from tenet.ops.normalize import CosineSimilarity, Normalize


def normalize(op: Normalize, node: Node) -> Code:
    """Divided by the norm, or by eps where that is larger; the batch counts in JAX."""
    axis = op.along(node.types[0]) + node.types[0].batched
    norm = measured(op.p, "{0}", f"axis={axis}, keepdims=True")
    return Code(f"{{0}} / jnp.maximum({norm.call}, {op.eps})", norm.helpers)


def cosine_similarity(op: CosineSimilarity, node: Node) -> Code:
    """The sum of products of what is divided by its length."""
    eps = "" if op.eps == 1e-8 else f", eps={op.eps}"
    call = f"cosine_similarity({{0}}, {{1}}, axis={op.along(node.types[0])}{eps})"
    return Code(call, (*ROOT, "cosine.cosine_similarity"))
