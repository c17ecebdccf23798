"""The randomised leaky rectifier in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.rrelu import Rrelu


def rrelu(op: Rrelu, node: Node) -> Code:
    """The kit's."""
    slopes = f"{float(op.low)!r}, {float(op.high)!r}"
    call = f'rrelu({{0}}, {slopes}, key, training, "{{node}}")'
    return Code(call, helpers=("dropout.own_key", "dropout.rrelu"))
