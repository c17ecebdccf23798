"""Dropout and its relatives in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.dropout import AlphaDropout, Dropout, DropPath, Forgetting, SpatialDropout


def _forgetting(op: Forgetting, node: Node) -> Code:
    """The kit's dropout, with a key of its own for each node, and one fate where sizes become 1."""
    x = node.types[0]
    sizes = zip(op.together(x.shape), x.shape, strict=True)
    together = tuple(axis + x.batched for axis, (one, size) in enumerate(sizes) if one != size)
    further = f", together={together}" if together else ""
    call = f'dropout({{0}}, {float(op.rate)!r}, key, training, "{{node}}"{further})'
    return Code(call, helpers=("dropout.dropout", "dropout.own_key"))


def dropout(op: Dropout, node: Node) -> Code:
    """Each number by itself."""
    return _forgetting(op, node)


def spatial_dropout(op: SpatialDropout, node: Node) -> Code:
    """Each channel by itself."""
    return _forgetting(op, node)


def drop_path(op: DropPath, node: Node) -> Code:
    """Each row by itself."""
    return _forgetting(op, node)


def alpha_dropout(op: AlphaDropout, node: Node) -> Code:
    """The kit's."""
    call = f'alpha_dropout({{0}}, {float(op.rate)!r}, key, training, "{{node}}")'
    return Code(call, helpers=("dropout.alpha_dropout", "dropout.own_key"))
