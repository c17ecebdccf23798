"""Read `x[1..]`: a place of a list, or a slice of a tensor's axes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from tenet.catalogue.setting import spelled
from tenet.elaborate import applying
from tenet.elaborate import evaluate as evaluation
from tenet.elaborate.building import NetworkPlace
from tenet.elaborate.context import POISON, Context, Poison
from tenet.elaborate.mistakes import NOT_A_TENSOR, OUT_OF_RANGE
from tenet.ir.graph import Value
from tenet.ops.slice import Place, Slice
from tenet.syntax.tree import Expression, Index, Range
from tenet.types.dim import Dim, Symbolic, largest
from tenet.types.tensor import Interval

Ends: TypeAlias = "tuple[Dim | None, Dim | None, bool]"
"""The first and last place, open where none, and whether a single place was asked for."""


def index(context: Context, expression: Index) -> object:
    """What stands at these places of a list or tensor."""
    value = evaluation.evaluate(context, expression.value)
    asked = [_ends(context, item) for item in expression.items]
    if value is POISON or any(isinstance(ends, Poison) for ends in asked):
        return POISON
    places = [ends for ends in asked if not isinstance(ends, Poison)]
    if isinstance(value, tuple):
        return _of_list(expression, value, places)
    if not isinstance(value, Value):
        raise NOT_A_TENSOR.error(
            expression.value.span,
            f"places are taken of a tensor or a list, and this is {context.said(value)}",
        )
    shape = value.type.shape
    if len(places) > len(shape):
        axes = "1 axis is" if len(places) == 1 else f"{len(places)} axes are"
        raise OUT_OF_RANGE.error(
            expression.span,
            f"{axes} sliced, but `{expression.value.span.text}` is {value.type}",
            help="the batch axis is never written and never counted",
        )
    most = context.place.building.most if isinstance(context.place, NetworkPlace) else {}
    op = Slice(places=tuple(_place(p, size, most) for p, size in zip(places, shape, strict=False)))
    return applying.apply(context, op, (value,), expression.span, "[…]")


def _ends(context: Context, item: Expression) -> Ends | Poison:
    if isinstance(item, Range):
        ends = [
            None if e is None else evaluation.evaluate(context, e) for e in (item.low, item.high)
        ]
        if POISON in ends:
            return POISON
        low, high = (None if end is None else _whole(end, item) for end in ends)
        return low, high, False
    value = evaluation.evaluate(context, item)
    if value is POISON:
        return POISON
    if isinstance(value, Interval):
        return _whole(value.low, item), _whole(value.high, item), False
    place = _whole(value, item)
    return place, place, True


def _whole(value: object, item: Expression) -> Dim:
    if isinstance(value, int | Symbolic) and not isinstance(value, bool):
        return value
    raise OUT_OF_RANGE.error(
        item.span,
        f"a place is a whole number, not {spelled(value)}",
        help="such as `x[0]`, `x[1..]`, `x[..-2]` or `x[.., 2..5]`",
    )


def _place(ends: Ends, size: Dim, most: Mapping[str, int]) -> Place | None:
    """The place in an axis of a size; none for the whole axis."""
    low, high, drop = ends
    if low is None and high is None:
        return None
    first = _resolved(0 if low is None else low, size)
    last = _resolved(-1 if high is None else high, size)
    return Place(first, last, drop, largest(last, most))


def _resolved(place: Dim, size: Dim) -> Dim:
    """A negative place counts from the end, where the end is known."""
    if isinstance(place, int) and isinstance(size, int) and place < 0:
        return size + place
    return place


def _of_list(expression: Index, values: tuple[object, ...], places: list[Ends]) -> object:
    if len(places) != 1:
        help_ = "of a list of lists, take one after the other: `pairs[0][1]`"
        raise OUT_OF_RANGE.error(expression.span, "a list has one axis", help=help_)
    low, high, drop = places[0]
    count = len(values)
    ends = [
        _resolved(0 if low is None else low, count),
        _resolved(-1 if high is None else high, count),
    ]
    first, last = ends
    if not isinstance(first, int) or not isinstance(last, int):
        raise OUT_OF_RANGE.error(expression.span, "a place in a list is known while compiling")
    if drop and not 0 <= first < count:
        places_ = f"{count} place{'s' if count != 1 else ''}, 0..{count - 1}"
        message = f"the list has {places_ if count else 'no places'}, and {low} is none of them"
        raise OUT_OF_RANGE.error(expression.span, message)
    return values[first] if drop else values[max(first, 0) : last + 1]
