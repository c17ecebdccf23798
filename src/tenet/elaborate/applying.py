"""Apply operations to values: in a graph, to numbers while compiling, or one after the other."""

from __future__ import annotations

from importlib import import_module

from tenet.catalogue.definition import Definition
from tenet.catalogue.inputs import Inputs
from tenet.catalogue.setting import spelled
from tenet.diagnostics import Label
from tenet.elaborate import matching
from tenet.elaborate.applicable import NOTHING, Beside, Composed, Prepared, Ready, SharedLayer
from tenet.elaborate.arithmetic import binary
from tenet.elaborate.building import NetworkPlace
from tenet.elaborate.context import (
    POISON,
    TENSOR_ARITHMETIC,
    Context,
    Poison,
    Several,
    Values,
)
from tenet.elaborate.mistakes import (
    MISFIT,
    NO_ARITHMETIC,
    NOT_A_TENSOR,
    NOT_AN_OPERATION,
    WRONG_INPUT_COUNT,
)
from tenet.frozen import replace
from tenet.ir.graph import Value
from tenet.ops.source import FullLike
from tenet.policy.loss import Loss
from tenet.source import Span
from tenet.types.shape import Misfit
from tenet.types.tensor import DType


def apply(
    context: Context, op: object, inputs: Values, span: Span, sign: str | None = None
) -> object:
    """An operation, or several one after the other, applied to run-time values.

    `sign` is how the text writes it, where not by its name.
    """
    return _apply(context, op, inputs, span, NOTHING, sign)


def _apply(  # an application has so many parts
    context: Context,
    op: object,
    inputs: Values,
    span: Span,
    beside: Beside,
    sign: str | None = None,
) -> object:
    if POISON in inputs:
        return POISON
    match op:
        case Composed():
            return _in_order(context, op, inputs, span, beside)
        case Prepared():
            name = beside.name or op.beside.name
            layered = replace(op.beside, layer=beside.layer, name=name)
            return _apply(context, op.op, inputs, span, layered)
        case SharedLayer():
            return _apply(context, op.op, inputs, span, Beside({}, op.term, op.layer))
        case Ready():
            return op.apply(context, inputs, span, beside)
        case Definition():
            return _apply_definition(context, op, inputs, span, beside, sign)
        case _:
            raise AssertionError(op)


def _in_order(context: Context, op: Composed, inputs: Values, span: Span, beside: Beside) -> object:
    """Operations one after the other; those that are shared live in one scope."""
    if beside.layer is not None and isinstance(context.place, NetworkPlace):
        place = context.place
        site = place.site.reusing(beside.name or "shared", beside.layer)
        context = replace(context, place=place.at(site))
    value: object = POISON
    for stage_ in op.stages:
        value = _apply(context, stage_, inputs, span, NOTHING)
        inputs = tuple(value) if isinstance(value, Several) else (value,)
    return value


def _apply_definition(  # an application has so many parts
    context: Context,
    op: Definition,
    inputs: Values,
    span: Span,
    beside: Beside,
    sign: str | None,
) -> object:
    wanted = matching.inputs_of(type(op))
    if wanted is None or not isinstance(op, context.place.kinds):
        article = "an" if op.kind[0] in "aeiou" else "a"
        message = f"`{op.term()}` is {article} {op.kind}: it cannot be applied here"
        raise NOT_AN_OPERATION.error(span, message)
    word = op.term() if sign is None else sign
    if matching.folds(context, op, inputs):
        return _fold(op, inputs, word, span)
    try:
        inputs = _lifted(context, op, inputs, span)
        alike = bool(getattr(op, "alike", False))  # fields side by side, each by itself
        _check_inputs(context, word, wanted, inputs, span, alike=alike)
        inputs = (*inputs, *matching.spread(context, tuple(beside.wired.values())))
        if getattr(op, "runs", False):
            closing = import_module("tenet.elaborate.closing")  # which few specs need
            op, beside = closing.close(context, op, inputs, beside, span)
            if isinstance(op, Poison):
                return POISON
        return context.place.apply(op, inputs, span, beside)
    except Misfit as error:
        described = dict.fromkeys(context.place.describe(value) for value in inputs)
        labels = tuple(
            Label(at, f"{text} comes from here")
            for text, at in described
            if at is not None and error.setting is None
        )
        message = f"`{word}` {error.message}"
        raise MISFIT.error(span, message, help=error.help, labels=labels) from None


def _fold(op: Definition, inputs: Values, word: str, span: Span) -> object:
    """An elementwise function of numbers, computed while compiling."""
    sign = next((s for s, term in TENSOR_ARITHMETIC.items() if term == op.term()), None)
    if sign is not None and len(inputs) == 2:
        return binary(sign, *inputs, span)
    try:
        return op.number(*inputs)  # type: ignore[attr-defined]  # see matching.folds
    except (ValueError, ArithmeticError):
        numbers = ", ".join(spelled(value) for value in inputs)
        raise NO_ARITHMETIC.error(span, f"cannot compute {word}({numbers})") from None


def _lifted(context: Context, op: Definition, inputs: Values, span: Span) -> Values:
    """Inputs of an elementwise function, numbers among them as constants of the graph.

    A whole number beside whole numbers stays one; beside anything else it is a float.
    """
    held = [value for value in inputs if context.place.holds(value)]
    if not matching.takes_numbers(type(op)) or not held:
        return inputs
    if isinstance(op, Loss):
        return tuple(_filled(context, value, held[0], span) for value in inputs)
    kinds = {v.type.dtype for v in held if isinstance(v, Value)} - {DType.BOOL}
    whole = bool(kinds) and all(kind.is_integer for kind in kinds)

    def lifted(value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        exact = whole and isinstance(value, int)
        return context.place.lift(value if exact else float(value), span)

    return tuple(map(lifted, inputs))


def _filled(context: Context, value: object, like: object, span: Span) -> object:
    """A number as a target for every place of a prediction; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return context.place.apply(FullLike(value=float(value)), (like,), span, NOTHING)


def _check_inputs(
    context: Context, word: str, wanted: Inputs, inputs: Values, span: Span, *, alike: bool
) -> None:
    for value in inputs:
        if not context.place.holds(value):
            message = f"`{word}` takes tensors, not {context.said(value)}"
            absent = "an input that is not given is `none`: ask `if … != none` before it is used"
            raise NOT_A_TENSOR.error(span, message, help=absent if value is None else None)
    if not wanted.fits(len(inputs)) and not (alike and inputs):
        lacking = f"write them in parentheses: `({wanted}) -> {word}`"
        several = "join them first: `(a, b) -> concat`"
        given = "one is" if len(inputs) == 1 else f"{len(inputs)} are"
        raise WRONG_INPUT_COUNT.error(
            span,
            f"`{word}` takes {_counted(wanted)}, but {given} given",
            help=lacking if len(inputs) < len(wanted.names) else several,
        )


def _counted(wanted: Inputs) -> str:
    if wanted.many:
        return "one or more inputs"
    count = len(wanted.names)
    return f"{count} input{'s' if count != 1 else ''} ({wanted})"
