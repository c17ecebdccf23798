"""Random tensors in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import sized
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.sample import Normal, Sample, Uniform


def _drawn(function: str, op: Sample, node: Node) -> str:
    sizes = ", ".join(["{0}.shape[0]", *(sized(node, size) for size in op.shape)])
    return f"torch.{function}({sizes}, device={{0}}.device)"


def normal(op: Normal, node: Node) -> Code:
    """torch.randn, as many rows as the first input has."""
    return Code(_drawn("randn", op, node))


def uniform(op: Uniform, node: Node) -> Code:
    """torch.rand, stretched."""
    drawn, width = _drawn("rand", op, node), float(op.high - op.low)
    stretched = drawn if width == 1 else f"{width!r} * {drawn}"
    return Code(stretched if op.low == 0 else f"{float(op.low)!r} + {stretched}")
