"""Arithmetic in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import infix, only_number, sides
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.arithmetic import Add, Div, FloorDiv, Maximum, Minimum, Mod, Mul, Pow, Sub


def add(op: Add, node: Node) -> Code:
    """A + b."""
    return Code(infix("+", node))


def sub(op: Sub, node: Node) -> Code:
    """A - b."""
    return Code(infix("-", node))


def mul(op: Mul, node: Node) -> Code:
    """A * b."""
    return Code(infix("*", node))


def div(op: Div, node: Node) -> Code:
    """A / b."""
    return Code(infix("/", node))


def pow(op: Pow, node: Node) -> Code:  # noqa: A001  # the operation's name
    """A ** b."""
    return Code(infix("**", node))


def mod(op: Mod, node: Node) -> Code:
    """The remainder with the sign of the divisor."""
    return Code(f"torch.remainder({', '.join(sides(node))})")


def floor_div(op: FloorDiv, node: Node) -> Code:
    """A // b; the operator has no derivative in PyTorch, not even zero."""
    if not node.output.type.dtype.is_float:
        return Code(infix("//", node))
    if only_number(node.types[0]) is not None:
        return Code("{0} // {1}.detach()")
    return Code(f'torch.div({", ".join(sides(node))}, rounding_mode="floor")')


def maximum(op: Maximum, node: Node) -> Code:
    """The larger; PyTorch takes no plain number there."""
    return _extreme("maximum", "min", node)


def minimum(op: Minimum, node: Node) -> Code:
    """The smaller; PyTorch takes no plain number there."""
    return _extreme("minimum", "max", node)


def _extreme(function: str, end: str, node: Node) -> Code:
    """An extreme of two tensors, or a tensor clamped at the end that a number is."""
    known = [only_number(kind) for kind in node.types]
    for place, number in enumerate(known):
        if number is not None and known.count(None) == 1:
            return Code(f"{{{1 - place}}}.clamp({end}={number!r})")
    return Code(f"torch.{function}({', '.join(sides(node))})")
