"""Arithmetic, comparison and logic on static values."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from tenet.catalogue.setting import spelled
from tenet.diagnostics import TenetError
from tenet.elaborate.mistakes import NO_ARITHMETIC
from tenet.source import Span
from tenet.types.dim import Symbolic
from tenet.types.tensor import Interval

LARGEST_POWER_BITS = 4096

ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "**": operator.pow,
}
ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def binary(sign: str, left: object, right: object, span: Span) -> object:
    """Two static values put together.

    Raises:
        TenetError: the values have no such arithmetic.
    """
    if sign in {"==", "!="}:
        return (left == right) is (sign == "==")
    if sign == "in":
        return _member(left, right, span)
    if sign in {"and", "or"}:
        a, b = truth(left, span), truth(right, span)
        return (a and b) if sign == "and" else (a or b)
    if sign == "+" and isinstance(left, tuple) and isinstance(right, tuple):
        return left + right
    if not _countable(left, sign) or not _countable(right, sign) or _explodes(sign, left, right):
        raise _impossible(sign, left, right, span)
    try:
        result = ARITHMETIC[sign](left, right) if sign in ARITHMETIC else ORDER[sign](left, right)
    except (ZeroDivisionError, OverflowError, TypeError):
        raise _impossible(sign, left, right, span) from None
    if isinstance(result, complex):
        raise _impossible(sign, left, right, span)
    return result


def unary(sign: str, operand: object, span: Span) -> object:
    """`-a` or `not a` of a static value."""
    if sign == "not":
        return not truth(operand, span)
    if not _countable(operand, "-"):
        raise NO_ARITHMETIC.error(span, f"{spelled(operand)} has no negative")
    return -operand  # type: ignore[operator]  # countable values have one


def truth(value: object, span: Span) -> bool:
    """A condition, which must be true or false outright."""
    if not isinstance(value, bool):
        raise NO_ARITHMETIC.error(
            span,
            f"a condition must be true or false, not {spelled(value)}",
            help="compare it, for example with `!= 0`; for tensors use `where(condition, a, b)`",
        )
    return value


def _member(left: object, right: object, span: Span) -> bool:
    if isinstance(right, Interval) and isinstance(left, int | float):
        return right.low <= left <= right.high
    if isinstance(right, tuple):
        return left in right
    raise NO_ARITHMETIC.error(span, f"{spelled(right)} holds nothing: `in` needs a range or a list")


def _countable(value: object, sign: str) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, Symbolic):
        return sign in {"+", "-", "*", "//"}
    return isinstance(value, int | float)


def _explodes(sign: str, left: object, right: object) -> bool:
    if sign != "**" or not isinstance(left, int) or not isinstance(right, int):
        return False
    return right > 0 and left.bit_length() * right > LARGEST_POWER_BITS


def _impossible(sign: str, left: object, right: object, span: Span) -> TenetError:
    return NO_ARITHMETIC.error(span, f"cannot compute {spelled(left)} {sign} {spelled(right)}")
