"""Gates in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.gate import Gate, Geglu, Glu, Reglu, Swiglu


def glu(op: Glu, node: Node) -> Code:
    """PyTorch's own."""
    return Code(f"F.glu({{0}}{_axis(op, node)})")


def reglu(op: Reglu, node: Node) -> Code:
    """The kit's."""
    return Code(f"reglu({{0}}{_axis(op, node)})", helpers=("gate.reglu",))


def geglu(op: Geglu, node: Node) -> Code:
    """The kit's."""
    return Code(f"geglu({{0}}{_axis(op, node)})", helpers=("gate.geglu",))


def swiglu(op: Swiglu, node: Node) -> Code:
    """The kit's."""
    return Code(f"swiglu({{0}}{_axis(op, node)})", helpers=("gate.swiglu",))


def _axis(op: Gate, node: Node) -> str:
    """The axis, which is written only where it is not the last; the batch counts in PyTorch."""
    x = node.types[0]
    axis = op.along(x)
    return "" if axis == x.rank - 1 else f", dim={axis + x.batched}"
