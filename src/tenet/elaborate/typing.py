"""Read type expressions, and hold values to the types that they promise."""

from __future__ import annotations

from collections.abc import Collection

from tenet.catalogue.setting import spelled
from tenet.diagnostics import Label, nearest
from tenet.elaborate.building import NetworkPlace
from tenet.elaborate.context import POISON, Context, renaming
from tenet.elaborate.evaluate import evaluate
from tenet.elaborate.mistakes import BROKEN_PROMISE, NOT_A_TYPE, OUTSIDE_PARAM
from tenet.frozen import replace
from tenet.ir.graph import Value
from tenet.source import Span
from tenet.syntax.tree import Binary, Expression, Index, Name
from tenet.syntax.walk import nodes
from tenet.types.dim import Dim, Symbolic, bind, decided_by_data, largest, named
from tenet.types.shape import Shape
from tenet.types.tensor import EVERYTHING, DType, Interval, TensorType

ALSO_CALLED = {
    "float": "f32", "float16": "f16", "half": "f16", "bfloat16": "bf16", "float32": "f32",
    "float64": "f64", "double": "f64", "int": "i64", "int32": "i32", "int64": "i64", "long": "i64",
    "boolean": "bool",
}  # fmt: skip
"""What other languages call the element types."""


def tensor_type(context: Context, expression: Expression) -> TensorType:
    """The type that an expression such as `f32[1, 8, 8] in 0..1` says.

    A capital name that is not bound becomes a symbolic size, and is bound in the scope.

    Raises:
        TenetError: it is no type.
    """
    if isinstance(expression, Binary) and expression.operator == "in":
        interval = evaluate(context, expression.right)
        if interval is POISON:
            interval = EVERYTHING
        if not isinstance(interval, Interval):
            message = f"`{expression.right.span.text}` is no range"
            raise NOT_A_TYPE.error(
                expression.right.span,
                message,
                help="a range is written `0..1`, or `0..` without end",
            )
        return replace(tensor_type(context, expression.left), range=interval)
    if isinstance(expression, Index):
        shape = tuple(_size(context, item) for item in expression.items)
        return TensorType(_dtype(expression.value), shape)
    return TensorType(_dtype(expression), ())


def _dtype(expression: Expression) -> DType:
    if isinstance(expression, Name):
        try:
            return DType(expression.text)
        except ValueError:
            close = ALSO_CALLED.get(expression.text) or nearest(expression.text, list(DType))
            hint = f"; did you mean `{close}`?" if close is not None else ""
            raise NOT_A_TYPE.error(
                expression.span,
                f"`{expression.text}` is no element type{hint}",
                help=f"the element types are {', '.join(DType)}",
                fix=renaming(expression, close),
            ) from None
    raise _no_type(expression.span)


def _no_type(span: Span) -> Exception:
    return NOT_A_TYPE.error(
        span, f"`{span.text}` is no type", help="a type is written `f32[3, 32, 32] in 0..1`"
    )


def _size(context: Context, expression: Expression) -> Dim:
    if isinstance(expression, Binary) and expression.operator == "<=":
        return _limited(context, expression)
    _bind_capitals(context, expression)
    value = evaluate(context, expression)
    if isinstance(value, Symbolic):
        return value
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        if value is POISON:
            return named("?")
        raise NOT_A_TYPE.error(
            expression.span,
            f"`{expression.span.text}` is no size",
            help="a size is a whole number of at least 1, or a capital name such as `T`",
        )
    return value


def _limited(context: Context, expression: Binary) -> Dim:
    """The size of `T <= 1024`: at most so many places, and the scope knows."""
    limit = evaluate(context, expression.right)
    size = _size(context, expression.left)
    if limit is POISON:
        return size
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        raise NOT_A_TYPE.error(
            expression.right.span,
            f"`{expression.right.span.text}` is no limit of a size",
            help="a limit is a whole number of at least 1, such as `T <= 1024`",
        )
    if isinstance(size, int) and size > limit:
        message = f"the size is at most {limit}, but it is {size}"
        raise BROKEN_PROMISE.error(expression.span, message)
    if isinstance(size, Symbolic) and isinstance(context.place, NetworkPlace):
        context.place.building.most[str(size)] = limit
    return size


def _bind_capitals(context: Context, expression: Expression) -> None:
    """Effect: capital names that a size speaks of for the first time stand for themselves."""
    if isinstance(expression, Binary):
        _bind_capitals(context, expression.left)
        _bind_capitals(context, expression.right)
    elif (
        isinstance(expression, Name)
        and expression.text[0].isupper()
        and context.scope.find(expression.text) is None
    ):
        context.scope.bind(expression.text, named(expression.text), expression.span)


def veil_capitals(context: Context, declared: Expression) -> None:
    """Effect: capital names that the type of an unknown value is the first to name stand for what is not known."""
    for name in nodes(declared):
        if isinstance(name, Name) and name.text[0].isupper() and not context.scope.find(name.text):
            context.scope.taint(name.text, POISON, name.span)


def unify(
    declared: Shape, actual: Shape, free: Collection[str] | None = None
) -> dict[str, Dim] | None:
    """What the plain symbolic sizes of a declared shape must be to make it the actual one.

    Only those that are free can be anything; all are, unless told.

    >>> unify((named("F"), 3), (7, 3)), unify((named("F"), 3), (7, 4))
    ({'F': 7}, None)
    """
    if len(declared) != len(actual):
        return None
    sizes: dict[str, Dim] = {}
    for wanted, given in zip(declared, actual, strict=True):
        name = str(wanted)
        plain = isinstance(wanted, Symbolic) and wanted.names == {name}
        if plain and (free is None or name in free):
            if sizes.setdefault(name, given) != given:
                return None
        elif wanted != given and not _may_be(wanted, given):
            return None
    if any(
        bind(w, sizes) != g and not _may_be(w, g) for w, g in zip(declared, actual, strict=True)
    ):
        return None
    return sizes


def _may_be(wanted: Dim, given: Dim) -> bool:
    """Whether sizes may still turn out equal, since one is known only with the data."""
    return decided_by_data(wanted) or decided_by_data(given)


STATIC_TYPES: dict[str, type | tuple[type, ...]] = {
    "int": int,
    "float": (int, float),
    "bool": bool,
    "text": str,
}
"""The types of values that exist while compiling."""


def is_static_type(expression: Expression) -> bool:
    """Whether a type is meant for a value that exists while compiling."""
    if isinstance(expression, Binary) and expression.operator == "in":
        expression = expression.left
    return isinstance(expression, Name) and expression.text in STATIC_TYPES


def hold_static(context: Context, name: str, type_: Expression, value: object, span: Span) -> None:
    """Check a value that exists while compiling against the type that its name promises.

    Raises:
        TenetError: the promise does not hold, or is none.
    """
    range_ = None
    if isinstance(type_, Binary) and type_.operator == "in":
        range_ = evaluate(context, type_.right)
        type_ = type_.left
    if not isinstance(type_, Name) or type_.text not in STATIC_TYPES:
        raise NOT_A_TYPE.error(
            type_.span,
            f"`{type_.span.text}` is no type of a value that is known while compiling",
            help="such a value is an int, float, bool or text, perhaps `in` a range",
        )
    wanted = STATIC_TYPES[type_.text]
    known = isinstance(value, Symbolic) and type_.text == "int"
    if not known and (
        not isinstance(value, wanted) or isinstance(value, bool) is not (wanted is bool)
    ):
        message = f"`{name}` is declared {type_.text}, but its value is {spelled(value)}"
        raise OUTSIDE_PARAM.error(span, message)
    if range_ is None or range_ is POISON or known:
        return
    holds = isinstance(range_, tuple) and value in range_
    if isinstance(range_, Interval) and isinstance(value, int | float):
        holds = range_.low <= value <= range_.high
    if not holds:
        shown = str(range_) if isinstance(range_, Interval) else spelled(range_)
        message = f"`{name}` lies in {shown}, but its value is {spelled(value)}"
        raise OUTSIDE_PARAM.error(span, message)


def stand_in(context: Context, type_: Expression, value: object) -> object:
    """What a value that breaks its promise is taken for: the nearest number in the range, or POISON."""
    if not isinstance(type_, Binary) or not isinstance(type_.left, Name):
        return POISON
    range_ = evaluate(replace(context, reports=[]), type_.right)
    wanted = STATIC_TYPES.get(type_.left.text, ())
    if not isinstance(range_, Interval) or isinstance(value, bool):
        return POISON
    if not isinstance(value, int | float) or not isinstance(value, wanted):
        return POISON
    nearest_number = min(max(value, range_.low), range_.high)
    return nearest_number if isinstance(nearest_number, wanted) else POISON


def conform(context: Context, declared: Expression, value: Value, what: str, use: Span) -> None:
    """Check what is given to an input against its type. Effect: its sizes are bound.

    Raises:
        TenetError: it does not conform.
    """
    place = context.place
    assert isinstance(place, NetworkPlace)
    known, place.building.most = place.building.most, {}  # these names are not the network's
    promised, agrees = _compared(context, declared, value.type)
    place.building.most = known
    outside = promised.range != EVERYTHING and not value.type.range <= promised.range
    labels = (Label(declared.span, "it is declared here"),)
    if not agrees or outside:
        actual = value.type if outside else value.type.bare
        message = f"{what} takes {promised if outside else promised.bare}, but it is given {actual}"
        raise BROKEN_PROMISE.error(use, message, labels=labels)
    for size, limit in _limits(declared):
        actual_size, bound = evaluate(context, size), evaluate(context, limit)
        assert isinstance(actual_size, int | Symbolic)
        assert isinstance(bound, int)
        most = largest(actual_size, known)
        if most is None:
            known[str(actual_size)] = bound
        elif most > bound:
            given = f"it is {most}" if actual_size == most else f"{actual_size} may be {most}"
            message = f"in {what}, `{size.span.text}` is at most {bound}, but {given}"
            raise BROKEN_PROMISE.error(use, message, labels=labels)


def _limits(declared: Expression) -> list[tuple[Expression, Expression]]:
    """The sizes of a type that have a limit, each with it."""
    if isinstance(declared, Binary):
        declared = declared.left
    items = declared.items if isinstance(declared, Index) else ()
    return [
        (item.left, item.right)
        for item in items
        if isinstance(item, Binary) and item.operator == "<="
    ]


def _compared(
    context: Context, declared: Expression, actual: TensorType
) -> tuple[TensorType, bool]:
    """What a type says, and whether an actual one agrees with it, ranges aside.

    Effect: a size that the type is the first to name is what it is in the actual one.
    """
    before = set(context.scope.bindings)
    promised = tensor_type(context, declared)
    new = context.scope.bindings.keys() - before
    sizes = unify(promised.shape, actual.shape, new)
    if sizes is None or promised.dtype is not actual.dtype:
        return promised, False
    for size, dim in sizes.items():
        context.scope.bindings[size].value = dim
    return promised, True


def agree(
    context: Context, declared: Expression, actual: TensorType, what: str, made: Span | None
) -> TensorType:
    """The type that a value promises, which its own has the sizes and elements of; ranges are not looked at.

    Raises:
        TenetError: it has not.
    """
    promised, agrees = _compared(context, declared, actual)
    if not agrees:
        raise BROKEN_PROMISE.error(
            declared.span,
            f"`{what}` is declared {promised.bare}, but it is {actual.bare}",
            labels=_made(made, actual),
            help=f"write `{actual.bare}`, or change what makes it",
        )
    return promised


def _made(made: Span | None, actual: TensorType) -> tuple[Label, ...]:
    return (Label(made, f"it is made here, as {actual}"),) if made is not None else ()


def hold(
    context: Context, declared: Expression, actual: TensorType, what: str, made: Span | None
) -> None:
    """Check a value against the type that it promises, sizes and range alike.

    Raises:
        TenetError: the promise does not hold.
    """
    span = declared.span
    labels = _made(made, actual)
    promised = agree(context, declared, actual, what, made)
    if promised.range != EVERYTHING and not actual.range <= promised.range:
        shown = (
            "any number" if actual.range == EVERYTHING else f"only known to lie in {actual.range}"
        )
        raise BROKEN_PROMISE.error(
            span,
            f"`{what}` is promised to lie in {promised.range}, but it is {shown}",
            labels=labels,
            help="end it in an operation with that range, or leave the promise out",
        )
