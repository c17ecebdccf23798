"""Moving a sequence on in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.shift_right import ShiftRight


def shift_right(op: ShiftRight, node: Node) -> Code:
    """Moved round, and the first place then set; the batch counts in JAX."""
    x = node.types[0]
    axis = op.along(x) + x.batched
    first = f"[{':, ' * axis}0]"
    return Code(f"jnp.roll({{0}}, 1, axis={axis}).at{first}.set({op.first(x)})")
