"""The randomised leaky rectifier in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.rrelu import Rrelu


def rrelu(op: Rrelu, node: Node) -> Code:
    """PyTorch's own, whose slopes at inference are the mean too."""
    return Code(f"F.rrelu({{0}}, {float(op.low)!r}, {float(op.high)!r}, self.training)")
