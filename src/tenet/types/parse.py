"""Parse a size as `str` writes it."""

from __future__ import annotations

import ast
from collections.abc import Callable

from tenet.types.dim import Dim, named

OPERATORS: dict[type[ast.operator], Callable[[Dim, Dim], Dim]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.FloorDiv: lambda a, b: a // b,
}


def parse(text: str) -> Dim:
    """The size that a text writes as `str` does; raises ValueError for any other text.

    >>> str(parse("(T + 1) // 2")), parse("7")
    ('(T + 1) // 2', 7)
    """
    try:
        return _parsed(ast.parse(text, mode="eval").body)
    except SyntaxError:
        raise ValueError(text) from None


def _parsed(tree: ast.expr) -> Dim:
    match tree:
        case ast.Name(id=name):
            return named(name)
        case ast.Constant(value=int() as number):
            return number
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _parsed(operand) * -1
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
            return OPERATORS[type(operator)](_parsed(left), _parsed(right))
    raise ValueError(ast.unparse(tree))
