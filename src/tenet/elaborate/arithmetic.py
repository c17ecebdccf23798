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

LARGEST_BITS = 4096
"""Whole numbers are exact, but end somewhere: every spec is elaborated in little time."""
LONGEST_SIZE = 4096
"""And so do products of sizes that are known only later."""
LONGEST_LIST = 100_000
"""Items of a list, those of lists in it among them."""
LONGEST_SHOWN = 40
"""Characters of a value in a message."""

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
        if left != right and (isinstance(left, Symbolic) or isinstance(right, Symbolic)):
            raise _impossible(sign, left, right, span)
        return (left == right) is (sign == "==")
    if sign == "in":
        return _member(left, right, span)
    if sign in {"and", "or"}:
        a, b = truth(left, span), truth(right, span)
        return (a and b) if sign == "and" else (a or b)
    if sign == "+" and isinstance(left, tuple) and isinstance(right, tuple):
        return weighed(left + right if len(left) + len(right) <= LONGEST_LIST else None, span)
    if not _countable(left, sign, right) or not _countable(right, sign, left):
        raise _impossible(sign, left, right, span)
    if _explodes(sign, left, right):
        raise _impossible(sign, left, right, span)
    try:
        result = ARITHMETIC[sign](left, right) if sign in ARITHMETIC else ORDER[sign](left, right)
    except (ZeroDivisionError, OverflowError, TypeError):
        raise _impossible(sign, left, right, span) from None
    if isinstance(result, complex):
        raise _impossible(sign, left, right, span)
    return result


def is_open(sign: str, left: object, right: object) -> bool:
    """Whether a comparison waits for a size that is known only with the data."""
    if sign not in {"==", "!=", "<", "<=", ">", ">="}:
        return False
    sides = (left, right)
    sizes = all(isinstance(s, int | Symbolic) and not isinstance(s, bool) for s in sides)
    unknown = any(isinstance(side, Symbolic) for side in sides)
    return sizes and unknown and (sign not in {"==", "!="} or left != right)


def unary(sign: str, operand: object, span: Span) -> object:
    """`-a` or `not a` of a static value."""
    if sign == "not":
        return not truth(operand, span)
    if not _countable(operand, "-", 0):
        raise NO_ARITHMETIC.error(span, f"{spelled(operand)} has no negative")
    return -operand  # type: ignore[operator]  # countable values have one


def truth(value: object, span: Span) -> bool:
    """A condition, which must be true or false outright."""
    if not isinstance(value, bool):
        raise NO_ARITHMETIC.error(
            span,
            f"a condition must be true or false, not {spelled(value)}",
            help="compare it, for example with `!= 0`; a condition is decided while compiling",
        )
    return value


def weighed(items: tuple[object, ...] | None, span: Span) -> tuple[object, ...]:
    """The list, if it does not hold too many items.

    Raises:
        TenetError: it does, or is none because it would.
    """
    pending, held = list[object]([items]), 0
    # What holds no list has its own length; what holds the same list twice counts it twice.
    while items is not None and pending and held <= LONGEST_LIST:
        inner = pending.pop()
        if isinstance(inner, tuple):
            held += len(inner)
            pending += [item for item in inner if isinstance(item, tuple)]
    if items is None or held > LONGEST_LIST:
        raise NO_ARITHMETIC.error(span, f"this list holds more than {LONGEST_LIST:,} items")
    return items


def _member(left: object, right: object, span: Span) -> bool:
    if isinstance(right, Interval) and isinstance(left, int | float):
        return right.low <= left <= right.high
    if isinstance(right, tuple) and not isinstance(left, Symbolic):
        return left in right
    if isinstance(left, Symbolic):
        raise _impossible("in", left, right, span)
    raise NO_ARITHMETIC.error(span, f"{spelled(right)} holds nothing: `in` needs a range or a list")


def _countable(value: object, sign: str, other: object) -> bool:
    """Whether a value has an operator with another one on the other side."""
    if isinstance(value, bool):
        return False
    if isinstance(value, Symbolic):
        return sign in {"+", "-", "*", "//"} and isinstance(other, int | Symbolic)
    return isinstance(value, int | float)


def _explodes(sign: str, left: object, right: object) -> bool:
    """Whether a result would have more digits or terms than anybody means."""
    if isinstance(left, int) and isinstance(right, int):
        bits = {"**": left.bit_length() * right, "*": left.bit_length() + right.bit_length()}
        return bits.get(sign, 0) > LARGEST_BITS
    return sign == "*" and _length(left) * _length(right) > LONGEST_SIZE


def _length(value: object) -> int:
    """How many factors a size is written with."""
    return sum(1 + len(m) for m, _ in value.terms) if isinstance(value, Symbolic) else 1


def _impossible(sign: str, left: object, right: object, span: Span) -> TenetError:
    unknown = next((side for side in (left, right) if isinstance(side, Symbolic)), None)
    help_ = None
    if unknown is not None:
        help_ = f"{unknown} is known only with the data; such sizes have +, -, * and // alone"
    message = f"cannot compute {_brief(left)} {sign} {_brief(right)}"
    return NO_ARITHMETIC.error(span, message, help=help_)


def _brief(value: object) -> str:
    text = spelled(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
