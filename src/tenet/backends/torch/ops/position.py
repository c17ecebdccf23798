"""Positions as vectors in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments, sized
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.position import Sinusoids

SINUSOIDS = ("position.sinusoids",)


def sinusoids(op: Sinusoids, node: Node) -> Code:
    """A buffer, so that it is where the parameters are; made anew where its size is the input's."""
    call = f"sinusoids({arguments(sized(node, op.length), op.features, base=op.given_base)})"
    if not isinstance(op.length, int):
        return Code(f"{call}.to({{0}}.device)", helpers=SINUSOIDS)
    return Code("{layer}", f"nn.Buffer({call}, persistent=False)", SINUSOIDS)
