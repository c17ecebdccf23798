"""Positions as vectors in JAX."""

from __future__ import annotations

from tenet.backends.emitting import arguments, sized
from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.position import Sinusoids

SINUSOIDS = ("position.sinusoids",)


def sinusoids(op: Sinusoids, node: Node) -> Code:
    """Made anew; of sizes that are known as JAX traces, so that it is a constant."""
    call = f"sinusoids({arguments(sized(node, op.length), op.features, base=op.given_base)})"
    return Code(call, helpers=SINUSOIDS)
