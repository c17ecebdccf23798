"""Saturating activations in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.saturation import HardSigmoid, HardSwish, HardTanh, Relu6


def relu6(op: Relu6, node: Node) -> Code:
    """PyTorch's own."""
    return Code("F.relu6({0})")


def hard_tanh(op: HardTanh, node: Node) -> Code:
    """The ends are written only where they are not the usual ones."""
    if (op.low, op.high) == (-1, 1):
        return Code("F.hardtanh({0})")
    return Code(f"F.hardtanh({{0}}, {float(op.low)!r}, {float(op.high)!r})")


def hard_sigmoid(op: HardSigmoid, node: Node) -> Code:
    """As its paper has it: in double precision, F.hardsigmoid has a derivative in single precision."""
    return Code("F.relu6({0} + 3) / 6")


def hard_swish(op: HardSwish, node: Node) -> Code:
    """PyTorch's own."""
    return Code("F.hardswish({0})")
