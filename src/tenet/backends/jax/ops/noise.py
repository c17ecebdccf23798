"""Noise in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.noise import Noise


def noise(op: Noise, node: Node) -> Code:
    """The kit's."""
    call = f'add_noise({{0}}, {float(op.std)!r}, key, training, "{{node}}")'
    return Code(call, helpers=("dropout.add_noise", "dropout.own_key"))
