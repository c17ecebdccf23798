"""Arithmetic in JAX."""

from __future__ import annotations

from tenet.backends.emitting import infix, only_number, sides
from tenet.backends.jax.code import Code
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
    return Code(f"jnp.mod({', '.join(sides(node))})")


def floor_div(op: FloorDiv, node: Node) -> Code:
    """A // b."""
    return Code(infix("//", node))


def maximum(op: Maximum, node: Node) -> Code:
    """The larger of two."""
    return _extreme("maximum", "<", node)


def minimum(op: Minimum, node: Node) -> Code:
    """The smaller of two."""
    return _extreme("minimum", ">", node)


def _extreme(function: str, sign: str, node: Node) -> Code:
    """An extreme of two tensors, which share the gradient of a tie; beside a number it is clipped."""
    known = [only_number(kind) for kind in node.types]
    for place, number in enumerate(known):
        if number is not None and known.count(None) == 1:
            return Code(clipped(sign, number, f"{{{1 - place}}}"))
    return Code(f"jnp.{function}({', '.join(sides(node))})")


def clipped(sign: str, end: float, x: str) -> str:
    """A number where x lies beyond it. At a tie x has the gradient, as in PyTorch; jnp.clip halves it."""
    return f"jnp.where({x} {sign} {end!r}, {end!r}, {x})"
