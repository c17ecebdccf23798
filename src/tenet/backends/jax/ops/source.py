"""Inputs, constants and parameters in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.source import Constant, FullLike, Input, Parameter, Tied


def input(op: Input, node: Node) -> Code:  # noqa: A001  # the operation's name
    """The argument of the function itself."""
    return Code(node.output.hint)


def constant(op: Constant, node: Node) -> Code:
    """The number, as a literal; a power would bind tighter than its sign."""
    return Code(f"({op.value!r})" if op.value < 0 else repr(op.value))


def full_like(op: FullLike, node: Node) -> Code:
    """NumPy's, as JAX has it."""
    return Code(f"jnp.full_like({{0}}, {op.value!r})")


def parameter(op: Parameter, node: Node) -> Code:
    """An entry of the parameters."""
    return Code('params["{path}"]')


def tied(op: Tied, node: Node) -> Code:
    """The entry of the other layer."""
    return Code('params["{path}"]')
