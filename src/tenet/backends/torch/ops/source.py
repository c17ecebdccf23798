"""Inputs, constants and parameters in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.source import Constant, FullLike, Input, Parameter, Tied


def input(op: Input, node: Node) -> Code:  # noqa: A001  # the operation's name
    """The argument of the method itself."""
    return Code(node.output.hint)


def constant(op: Constant, node: Node) -> Code:
    """The number, as a literal; a power would bind tighter than its sign."""
    return Code(f"({op.value!r})" if op.value < 0 else repr(op.value))


def full_like(op: FullLike, node: Node) -> Code:
    """PyTorch's own."""
    return Code(f"torch.full_like({{0}}, {op.value!r})")


def parameter(op: Parameter, node: Node) -> Code:
    """A parameter of the module."""
    sizes = ", ".join(str(size) for size in op.shape) or "()"
    return Code("{layer}", f"nn.Parameter(torch.empty({sizes}))")


def tied(op: Tied, node: Node) -> Code:
    """The parameter of the other layer."""
    return Code("{layer}")
