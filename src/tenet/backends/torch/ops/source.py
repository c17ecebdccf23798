"""Inputs, constants and parameters in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.source import Constant, Input, Parameter


def input(op: Input, node: Node) -> Code:  # noqa: A001  # the operation's name
    """The argument of the method itself."""
    return Code(node.output.hint)


def constant(op: Constant, node: Node) -> Code:
    """The number, as a literal."""
    return Code(repr(op.value))


def parameter(op: Parameter, node: Node) -> Code:
    """A parameter of the module."""
    sizes = ", ".join(str(size) for size in op.shape) or "()"
    return Code("{layer}", f"nn.Parameter(torch.empty({sizes}))")
