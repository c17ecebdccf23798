"""The bilinear layer in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code, parameter
from tenet.ir.graph import Node
from tenet.ops.bilinear import Bilinear


def bilinear(op: Bilinear, node: Node) -> Code:
    """A sum over both last axes."""
    bias = f" + {parameter('bias')}" if op.bias else ""
    return Code(f'jnp.einsum("...a,kab,...b->...k", {{0}}, {parameter("weight")}, {{1}}){bias}')
