"""Calls: match arguments with inputs and settings, make the operation, apply it."""

from __future__ import annotations

from typing import TypeVar

from tenet.catalogue.definition import Definition
from tenet.catalogue.inputs import Inputs
from tenet.catalogue.instantiate import Misconfigured, instantiate
from tenet.catalogue.setting import Setting, called, settings, spelled
from tenet.diagnostics import Diagnostic, Fix, Label, TenetError, nearest
from tenet.diagnostics.diagnostic import Edit, Safety
from tenet.elaborate import evaluate as evaluation
from tenet.elaborate.context import POISON, Composed, Context, Poison
from tenet.elaborate.mistakes import (
    CONTRADICTION,
    GIVEN_TWICE,
    MISFIT,
    MISSING_SETTING,
    NOT_A_TENSOR,
    NOT_AN_OPERATION,
    NOT_STATIC,
    TOO_MANY_ARGUMENTS,
    UNKNOWN_OPERATION,
    UNKNOWN_SETTING,
    WRONG_INPUT_COUNT,
    WRONG_SETTING,
)
from tenet.source import Span
from tenet.syntax.tree import Argument, Call, Chain, Expression, Group, Name
from tenet.types.shape import Misfit

D = TypeVar("D", bound=Definition)
Values = tuple[object, ...]


def renaming(name: Name, known_name: str | None) -> Fix | None:
    """The fix that writes a known name instead; unsafe, since the guess may be wrong."""
    if known_name is None:
        return None
    return Fix(Safety.UNSAFE, (Edit(name.span, known_name),))


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
    catalogue = context.callables(expected)
    close = nearest(callee.text, [*catalogue, *context.scope.names()])
    hint = f"; did you mean `{close}`?" if close is not None else ""
    what = expected.kinds[0].kind if expected is not None and expected.kinds else "operation"
    raise UNKNOWN_OPERATION.error(
        callee.span,
        f"there is no {what} `{callee.text}`{hint}",
        help=None if close is not None else f"known here: {', '.join(catalogue[:20])}",
        fix=renaming(callee, close),
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
            evaluation.evaluate(context, argument.value, ANYTHING)
        return POISON
    raise NOT_AN_OPERATION.error(
        call.callee.span,
        f"`{call.callee.span.text}` is {_worded(context, found)}: it takes no settings",
    )


ANYTHING = Setting("anything", (), (), dotted=True, required=False, default=None, words="anything")
"""Where a callee is unknown, so are its choices: names among its arguments are not judged."""


def make(
    context: Context,
    definition: type[Definition],
    piped: Values,
    arguments: tuple[Argument, ...],
    name: Span,
    whole: Span | None = None,
) -> object:
    """A definition with these arguments; applied, if inputs were given or none are needed."""
    given, values, spans, complete = _match(context, definition, piped, arguments)
    op = context.attempt(lambda: configured(definition, values, spans, name, complete=complete))
    if isinstance(op, Poison) or POISON in given:
        return POISON
    wanted = _inputs_of(definition)
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
                (WRONG_SETTING if p.setting else MISSING_SETTING).at(
                    spans.get(p.setting or "", name), p.message
                )
                for p in wrong
            )
        ) from None
    except Misfit as error:
        message = f"`{definition.term()}` {error.message}"
        raise CONTRADICTION.error(name, message, help=error.help) from None
    return made if complete else POISON


def apply(context: Context, op: object, inputs: Values, span: Span) -> object:
    """An operation, or several one after the other, applied to run-time values."""
    if POISON in inputs:
        return POISON
    if isinstance(op, Composed):
        for stage_ in op.stages:
            inputs = (apply(context, stage_, inputs, span),)
        return inputs[0]
    assert isinstance(op, Definition)
    wanted = _inputs_of(type(op))
    if wanted is None or context.callable(op.term()) is not type(op):
        raise NOT_AN_OPERATION.error(
            span, f"`{op.term()}` is a {op.kind}: it cannot be applied here"
        )
    _check_inputs(context, op, wanted, inputs, span)
    try:
        return context.place.apply(op, inputs, span)
    except Misfit as error:
        described = (context.place.describe(value) for value in inputs)
        labels = tuple(Label(at, f"{text} comes from here") for text, at in described if at)
        message = f"`{op.term()}` {error.message}"
        raise MISFIT.error(span, message, help=error.help, labels=labels) from None


def _check_inputs(
    context: Context, op: Definition, wanted: Inputs, inputs: Values, span: Span
) -> None:
    for value in inputs:
        if not context.place.holds(value):
            raise NOT_A_TENSOR.error(
                span, f"`{op.term()}` takes tensors, not {_worded(context, value)}"
            )
    if not wanted.fits(len(inputs)):
        raise WRONG_INPUT_COUNT.error(
            span,
            f"`{op.term()}` takes {_counted(wanted)}, but {len(inputs)} came",
            help="several inputs stand in parentheses: `(a, b) -> concat`",
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
            f"after `->` stands an operation, but `{expression.span.text}` is {_worded(context, value)}",
        )
    return value if inputs is None else apply(context, value, inputs, expression.span)


def _match(
    context: Context, definition: type[Definition], piped: Values, arguments: tuple[Argument, ...]
) -> tuple[Values, dict[str, object], dict[str, Span], bool]:
    """Inputs, settings by name, the span of each, and whether every argument found its place."""
    known_settings = settings(definition)
    positions = list(known_settings.values())
    inputs, values, spans = list(piped), dict[str, object](), dict[str, Span]()
    spread: list[object] = []
    wanted, complete = _inputs_of(definition), True
    for argument in arguments:
        setting = _setting_for(context, definition, argument, len(values), positions)
        if isinstance(setting, Poison):
            evaluation.evaluate(context, argument.value, ANYTHING)
            complete = False
            continue
        value = evaluation.evaluate(context, argument.value, setting)
        if (
            wanted is not None
            and not values
            and _is_input(context, wanted, argument, value, inputs)
        ):
            inputs.append(value)
        elif setting is None:
            context.reports.append(_too_many(definition, positions, argument))
            complete = False
        elif setting.name in values and argument.name is not None:
            message = f"`{setting}` of `{definition.term()}` is given twice"
            context.reports.append(GIVEN_TWICE.at(argument.span, message))
        else:
            static = _static(context, definition, setting, value, argument)
            if definition.variadic == setting.name and argument.name is None:
                spread.append(static)
                spans[setting.name] = spans.get(setting.name, argument.span).to(argument.span)
            else:
                values[setting.name] = static
                spans[setting.name] = argument.value.span
    if definition.variadic is not None and spread:
        values[definition.variadic] = POISON if POISON in spread else tuple(spread)
    return tuple(inputs), values, spans, complete


def _is_input(
    context: Context, wanted: Inputs, argument: Argument, value: object, inputs: list[object]
) -> bool:
    """Whether an argument is an input; what could not be read is one while inputs are lacking."""
    if argument.name is not None:
        return False
    return context.place.holds(value) or (value is POISON and not wanted.fits(len(inputs)))


def _setting_for(
    context: Context,
    definition: type[Definition],
    argument: Argument,
    filled: int,
    positions: list[Setting],
) -> Setting | Poison | None:
    """The setting that an argument fills; none where there are no more positions."""
    known_settings = settings(definition)
    if argument.name is None:
        if definition.variadic is not None:
            return known_settings[definition.variadic]
        return positions[filled] if filled < len(positions) else None
    name = argument.name
    if name.text in known_settings:
        return known_settings[name.text]
    close = nearest(name.text, known_settings)
    hint = f"; did you mean `{close}`?" if close is not None else ""
    known_words = ", ".join(known_settings)
    context.reports.append(
        UNKNOWN_SETTING.at(
            name.span,
            f"`{definition.term()}` has no setting `{name.text}`{hint}",
            help=f"it has {known_words}" if known_words else "it has no settings",
            fix=renaming(name, close),
        )
    )
    return POISON


def _static(
    context: Context,
    definition: type[Definition],
    setting: Setting,
    value: object,
    argument: Argument,
) -> object:
    if not context.place.holds(value):
        return value
    text, _ = context.place.describe(value)
    message = f"`{setting}` of `{definition.term()}` is decided while compiling, but this is {text}"
    context.reports.append(NOT_STATIC.at(argument.value.span, message))
    return POISON


def _too_many(
    definition: type[Definition], positions: list[Setting], argument: Argument
) -> Diagnostic:
    count = len(positions)
    takes = f"{count} setting{'s' if count != 1 else ''}" if count else "no settings"
    return TOO_MANY_ARGUMENTS.at(
        argument.span,
        f"`{definition.term()}` takes {takes}, and this is one more",
        help=f"in order: {', '.join(str(p) for p in positions)}" if count else None,
    )


def _inputs_of(definition: type[Definition]) -> Inputs | None:
    wanted = getattr(definition, "inputs", None)
    return wanted if isinstance(wanted, Inputs) else None


def _counted(wanted: Inputs) -> str:
    if wanted.many:
        return "one or more inputs"
    count = len(wanted.names)
    return f"{count} input{'s' if count != 1 else ''} ({wanted})"


def _worded(context: Context, value: object) -> str:
    if context.place.holds(value):
        return f"a value, {context.place.describe(value)[0]}"
    if isinstance(value, Definition):
        return f"the {value.kind} `{called(value)}`"
    return spelled(value)
