"""Parts of tensors in JAX."""

from __future__ import annotations

from functools import partial

from tenet.backends.emitting import sized
from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.slice import Slice


def slice(op: Slice, node: Node) -> Code:  # noqa: A001  # the operation's name
    """An index, as in Python."""
    return Code(f"{{0}}{op.index(node.types[0], partial(sized, node))}")
