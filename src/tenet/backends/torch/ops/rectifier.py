"""Rectifiers in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code, channels_last
from tenet.ir.graph import Node
from tenet.ops.rectifier import Celu, Elu, Prelu, Selu, Threshold


def elu(op: Elu, node: Node) -> Code:
    """PyTorch's own; alpha is written only where it is not the usual one."""
    return Code("F.elu({0})" if op.alpha == 1 else f"F.elu({{0}}, alpha={float(op.alpha)!r})")


def selu(op: Selu, node: Node) -> Code:
    """PyTorch's own."""
    return Code("F.selu({0})")


def celu(op: Celu, node: Node) -> Code:
    """PyTorch's own; alpha is written only where it is not the usual one."""
    return Code("F.celu({0})" if op.alpha == 1 else f"F.celu({{0}}, alpha={float(op.alpha)!r})")


def threshold(op: Threshold, node: Node) -> Code:
    """PyTorch's own."""
    return Code(f"F.threshold({{0}}, {float(op.at)!r}, {float(op.otherwise)!r})")


def prelu(op: Prelu, node: Node) -> Code:
    """A module; PyTorch has channels on axis 1."""
    x = node.types[0]
    slopes = op.slopes(x)
    module = arguments(
        num_parameters=None if slopes == 1 else slopes,
        init=None if op.init == 0.25 else float(op.init),
    )
    swap = op.per == "channel" and x.rank == 2
    return Code(channels_last("{layer}({0})", swap=swap), f"nn.PReLU({module})")
