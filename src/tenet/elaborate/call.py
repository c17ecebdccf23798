"""Calls: match arguments with inputs and settings, make the operation, apply it."""

from __future__ import annotations

from typing import TypeVar

from tenet.catalogue.definition import Definition
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.inputs import Inputs
from tenet.catalogue.instantiate import Misconfigured, instantiate
from tenet.catalogue.lookup import index
from tenet.catalogue.operation import Operation
from tenet.catalogue.setting import Setting, called, spelled
from tenet.data.transform import Stage
from tenet.diagnostics import Label, Rule, TenetError, nearest
from tenet.elaborate import evaluate as evaluation
from tenet.elaborate import matching
from tenet.elaborate.context import POISON, Composed, Context, Poison, Values, renaming, spoken
from tenet.elaborate.mistakes import (
    CONTRADICTION,
    MISFIT,
    MISSING_SETTING,
    NOT_A_TENSOR,
    NOT_AN_OPERATION,
    UNKNOWN_OPERATION,
    WRONG_INPUT_COUNT,
    WRONG_SETTING,
)
from tenet.policy.loss import Loss
from tenet.policy.metric import Metric
from tenet.policy.optimizer import Optimizer
from tenet.policy.schedule import Schedule
from tenet.source import Span
from tenet.syntax.tree import Argument, Call, Chain, Expression, Group, Name
from tenet.types.shape import Misfit

D = TypeVar("D", bound=Definition)
MANY = 12
"""More names than this are not listed in a message."""


def find(
    context: Context, callee: Expression, expected: Setting | None
) -> type[Definition] | object:
    """What a callee names: a definition of the catalogue, or an operation bound to a name."""
    if not isinstance(callee, Name):
        return evaluation.evaluate(context, callee)
    found = context.callable(callee.text, expected)
    if found is not None:
        return found
    bound = context.scope.find(callee.text)
    if bound is not None:
        return bound.value
    raise _unknown(context, callee, expected)


ELSEWHERE: dict[str, type[Definition]] = {
    "in `loss`": Loss,
    "in `metrics`": Metric,
    "in `data`": Stage,
    "in a network": Operation,
    "as `optimizer`": Optimizer,
    "as `schedule`": Schedule,
    "as `init` of a layer": Initialiser,
}
"""Where the things of each kind stand."""


def _unknown(context: Context, name: Name, expected: Setting | None) -> TenetError:
    """The mistake of calling what is not there, or stands elsewhere."""
    what = expected.kinds[0].kind if expected is not None and expected.kinds else "operation"
    for place, kind in ELSEWHERE.items():
        if name.text in index(kind) and spoken(kind, name.text):
            article = "an" if kind.kind[0] in "aeiou" else "a"
            message = f"`{name.text}` is {article} {kind.kind}, which stands {place}, not here"
            return UNKNOWN_OPERATION.error(name.span, message)
    catalogue = context.callables(expected)
    close = nearest(name.text, [*catalogue, *context.scope.names()])
    hint = f"; did you mean `{close}`?" if close is not None else ""
    fitting = context.callables(expected, alone=True) if expected is not None else catalogue
    few = f"there are {', '.join(fitting)}" if len(fitting) <= MANY else None
    return UNKNOWN_OPERATION.error(
        name.span,
        f"there is no {what} `{name.text}`{hint}",
        help=None if close is not None else few or "`tenet ops` lists what there is",
        fix=renaming(name, close),
    )


def evaluate_call(
    context: Context, call: Call, piped: Values, expected: Setting | None = None
) -> object:
    """`f(…)`, with inputs that came through an arrow, if any: a value, or an operation."""
    found = context.attempt(lambda: find(context, call.callee, expected))
    if isinstance(found, type) and issubclass(found, Definition):
        return make(context, found, piped, call.arguments, call.callee.span, call.span)
    if found is POISON:
        for argument in call.arguments:
            evaluation.evaluate(context, argument.value, matching.ANYTHING)
        return POISON
    for argument in call.arguments:
        evaluation.evaluate(context, argument.value, matching.ANYTHING)
    ready = isinstance(found, Definition | Composed)
    raise NOT_AN_OPERATION.error(
        call.callee.span,
        f"`{call.callee.span.text}` cannot be called: it is {said(context, found)}",
        help="it has its settings already: apply it by its bare name" if ready else None,
    )


def make(
    context: Context,
    definition: type[Definition],
    piped: Values,
    arguments: tuple[Argument, ...],
    name: Span,
    whole: Span | None = None,
) -> object:
    """A definition with these arguments; applied, if inputs were given or none are needed."""
    given, values, spans, complete = matching.match(context, definition, piped, arguments)
    op = context.attempt(lambda: configured(definition, values, spans, name, complete=complete))
    if isinstance(op, Poison) or POISON in given:
        return POISON
    wanted = matching.inputs_of(definition)
    if given or (wanted is not None and not wanted.names):
        return apply(context, op, given, whole or name)
    return op


def configured(
    definition: type[D],
    values: dict[str, object],
    spans: dict[str, Span],
    name: Span,
    *,
    complete: bool = True,
    missing: Rule = MISSING_SETTING,
) -> D | Poison:
    """The definition with these settings; what does not fit is said at the guilty argument.

    Where a setting could not be read, the others are still judged, and the result is poison.
    """
    readable = {key: value for key, value in values.items() if value is not POISON}
    complete = complete and len(readable) == len(values)
    try:
        made = instantiate(definition, readable)
    except Misconfigured as error:
        wrong = [p for p in error.problems if p.setting is not None or complete]
        raise TenetError(
            *(
                (WRONG_SETTING if p.setting else missing).at(
                    spans.get(p.setting or "", name), p.message
                )
                for p in wrong
            )
        ) from None
    except Misfit as error:
        if not complete:
            return POISON
        message = f"`{definition.term()}` {error.message}"
        at = spans.get(error.setting or "", name)
        raise CONTRADICTION.error(at, message, help=error.help) from None
    return made if complete else POISON


def apply(
    context: Context, op: object, inputs: Values, span: Span, sign: str | None = None
) -> object:
    """An operation, or several one after the other, applied to run-time values.

    `sign` is how the text writes it, where not by its name.
    """
    if POISON in inputs:
        return POISON
    if isinstance(op, Composed):
        for stage_ in op.stages:
            inputs = (apply(context, stage_, inputs, span),)
        return inputs[0]
    assert isinstance(op, Definition)
    wanted = matching.inputs_of(type(op))
    if wanted is None or context.callable(op.term()) is not type(op):
        raise NOT_AN_OPERATION.error(
            span, f"`{op.term()}` is a {op.kind}: it cannot be applied here"
        )
    word = op.term() if sign is None else sign
    _check_inputs(context, word, wanted, inputs, span)
    try:
        return context.place.apply(op, inputs, span)
    except Misfit as error:
        described = (context.place.describe(value) for value in inputs)
        labels = tuple(
            Label(at, f"{text} comes from here")
            for text, at in described
            if at is not None and error.setting is None
        )
        message = f"`{word}` {error.message}"
        raise MISFIT.error(span, message, help=error.help, labels=labels) from None


def _check_inputs(context: Context, word: str, wanted: Inputs, inputs: Values, span: Span) -> None:
    for value in inputs:
        if not context.place.holds(value):
            raise NOT_A_TENSOR.error(span, f"`{word}` takes tensors, not {said(context, value)}")
    if not wanted.fits(len(inputs)):
        lacking = f"write them in parentheses: `({wanted}) -> {word}`"
        several = "join them first: `(a, b) -> concat`"
        given = "one is" if len(inputs) == 1 else f"{len(inputs)} are"
        raise WRONG_INPUT_COUNT.error(
            span,
            f"`{word}` takes {_counted(wanted)}, but {given} given",
            help=lacking if len(inputs) < len(wanted.names) else several,
        )


def stage(context: Context, expression: Expression, inputs: Values | None) -> object:
    """What stands after an arrow: applied to inputs, or an operation by itself without them."""
    match expression:
        case Call():
            result = evaluate_call(context, expression, inputs or ())
        case Name():
            found = context.attempt(lambda: find(context, expression, None))
            if isinstance(found, type) and issubclass(found, Definition):
                result = make(context, found, inputs or (), (), expression.span)
            else:
                result = _bound(context, found, inputs, expression)
        case Group() | Chain():
            result = _bound(context, evaluation.evaluate(context, expression), inputs, expression)
        case _:
            result = _bound(context, evaluation.evaluate(context, expression), inputs, expression)
    return result


def compose(first: Definition | Composed, second: object) -> object:
    """One operation after another, still to be applied."""
    if second is POISON:
        return POISON
    stages = (*(_stages(first)), *(_stages(second)))
    return Composed(stages)


def _stages(op: object) -> tuple[Definition, ...]:
    if isinstance(op, Composed):
        return op.stages
    assert isinstance(op, Definition)
    return (op,)


def _bound(
    context: Context, value: object, inputs: Values | None, expression: Expression
) -> object:
    if value is POISON:
        return POISON
    if not isinstance(value, Definition | Composed):
        raise NOT_AN_OPERATION.error(
            expression.span,
            f"after `->` stands an operation, but `{expression.span.text}` is {said(context, value)}",
        )
    return value if inputs is None else apply(context, value, inputs, expression.span)


def _counted(wanted: Inputs) -> str:
    if wanted.many:
        return "one or more inputs"
    count = len(wanted.names)
    return f"{count} input{'s' if count != 1 else ''} ({wanted})"


def said(context: Context, value: object) -> str:
    """What a value is, in words."""
    if context.place.holds(value):
        return f"a tensor, {context.place.describe(value)[0]}"
    if isinstance(value, Definition):
        return f"the {value.kind} `{called(value)}`"
    if isinstance(value, Composed):
        return f"the operation `{value}`"
    return spelled(value)
