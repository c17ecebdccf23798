"""Inner products and distances in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.backends.jax.ops.reduction import ROOT
from tenet.ir.graph import Node
from tenet.ops.dot import Cdist, Dot


def dot(op: Dot, node: Node) -> Code:
    """The sum of products."""
    return Code("({0} * {1}).sum(-1)")


def cdist(op: Cdist, node: Node) -> Code:
    """The root of the sum of squared differences."""
    apart = "jnp.square({0}[..., :, None, :] - {1}[..., None, :, :])"
    return Code(f"root({apart}.sum(-1))", ROOT)
