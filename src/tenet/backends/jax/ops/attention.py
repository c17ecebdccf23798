"""Attention in JAX."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.attention import Attention, Rotary


def attention(op: Attention, node: Node) -> Code:
    """The kit's: two products around a softmax."""
    given = arguments(
        "{0}, {1}, {2}",
        op.heads,
        kv_heads=op.kv_heads if op.shared_heads != op.heads else None,
        causal=True if op.causal else None,
        scale=op.scale,
        **{name: batched(node, place) for name, place in op.places.items()},
    )
    return Code(f"attend({given})", helpers=("attention.attend",))


def batched(node: Node, place: int) -> str:
    """An input with a batch axis, of size 1 where all rows have it in common."""
    return f"{{{place}}}" if node.types[place].batched else f"{{{place}}}[None]"


def rotary(op: Rotary, node: Node) -> Code:
    """The kit's."""
    base = f", {float(op.base)!r}" if op.base != 10000 else ""
    return Code(f"rotate({{0}}, {op.heads}{base})", helpers=("attention.rotate",))
