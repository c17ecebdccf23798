"""The bilinear layer in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code, factor
from tenet.ir.graph import Node
from tenet.ops.bilinear import Bilinear


def bilinear(op: Bilinear, node: Node) -> Code:
    """A sum over both last axes."""
    bias = f" + {factor('bias', node)}" if op.bias else ""
    return Code(f'jnp.einsum("...a,kab,...b->...k", {{0}}, {factor("weight", node)}, {{1}}){bias}')
