"""Flatten in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.flatten import Flatten


def flatten(op: Flatten, node: Node) -> Code:
    """All axes but the batch on one."""
    if not node.output.type.batched:
        return Code("{0}.reshape(-1)")
    return Code("{0}.reshape({0}.shape[0], -1)")
