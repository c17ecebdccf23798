"""Noise in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.noise import Noise


def noise(op: Noise, node: Node) -> Code:
    """The kit's."""
    call = f"add_noise({{0}}, {float(op.std)!r}, self.training)"
    return Code(call, helpers=("random.add_noise",))
