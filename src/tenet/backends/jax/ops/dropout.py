"""Dropout in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.dropout import Dropout


def dropout(op: Dropout, node: Node) -> Code:
    """The kit's dropout, with a key of its own for each node."""
    call = f'dropout({{0}}, {float(op.rate)!r}, key, training, "{{node}}")'
    return Code(call, helpers=("dropout.dropout",))
