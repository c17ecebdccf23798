"""Local response normalisation in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.local_response_norm import LocalResponseNorm
from tenet.types.shape import spatial


def local_response_norm(op: LocalResponseNorm, node: Node) -> Code:
    """The kit's local response norm, in the spec's own layout."""
    axis = spatial(node.types[0].shape).channel_axis + 1
    parts = ["{0}", str(op.size)]
    parts += [] if axis == 1 else [f"axis={axis}"]
    parts += [] if op.alpha == 1e-4 else [f"alpha={op.alpha}"]
    parts += [] if op.beta == 0.75 else [f"beta={op.beta}"]
    parts += [] if op.k == 1 else [f"k={op.k}"]
    return Code(f"local_response_norm({', '.join(parts)})", helpers=("norm.local_response_norm",))
