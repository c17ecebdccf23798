"""Read type expressions, and hold values to the types that they promise."""

from __future__ import annotations

from tenet.diagnostics import Label, nearest
from tenet.elaborate.context import POISON, Context, renaming
from tenet.elaborate.evaluate import evaluate
from tenet.elaborate.mistakes import BROKEN_PROMISE, NOT_A_TYPE, NOT_YET
from tenet.frozen import replace
from tenet.source import Span
from tenet.syntax.tree import Binary, Expression, Index, Name
from tenet.types.dim import Dim, Symbolic, bind, decided_by_data, named
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
        raise NOT_YET.error(expression.span, "limits of symbolic sizes are not supported yet")
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


def unify(declared: Shape, actual: Shape) -> dict[str, Dim] | None:
    """What the plain symbolic sizes of a declared shape must be to make it the actual one.

    >>> unify((named("F"), 3), (7, 3)), unify((named("F"), 3), (7, 4))
    ({'F': 7}, None)
    """
    if len(declared) != len(actual):
        return None
    sizes: dict[str, Dim] = {}
    for wanted, given in zip(declared, actual, strict=True):
        name = str(wanted)
        if isinstance(wanted, Symbolic) and wanted.names == {name}:
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


def hold(
    promised: TensorType, actual: TensorType, what: str, span: Span, made: Span | None
) -> None:
    """Check a value against the type that it promises, sizes and range alike.

    Raises:
        TenetError: the promise does not hold.
    """
    labels = (Label(made, f"it is made here, as {actual}"),) if made is not None else ()
    if promised.dtype is not actual.dtype or unify(promised.shape, actual.shape) is None:
        raise BROKEN_PROMISE.error(
            span,
            f"`{what}` is declared {promised.bare}, but it is {actual.bare}",
            labels=labels,
            help=f"write `{actual.bare}`, or change what makes it",
        )
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
