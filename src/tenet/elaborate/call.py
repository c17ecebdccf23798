"""Calls: match arguments with inputs and settings, make the operation, apply it."""

from __future__ import annotations

from typing import TypeVar

from tenet.catalogue.definition import Definition
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.instantiate import Misconfigured, instantiate
from tenet.catalogue.lookup import index
from tenet.catalogue.operation import Operation
from tenet.catalogue.setting import Setting
from tenet.data.transform import Stage
from tenet.diagnostics import Rule, TenetError, nearest
from tenet.elaborate import applying, matching, prelude
from tenet.elaborate import evaluate as evaluation
from tenet.elaborate.applicable import (
    APPLICABLE,
    CALLABLE,
    NOTHING,
    Applicable,
    Beside,
    Composed,
    Prepared,
    Ready,
    Template,
    listed,
)
from tenet.elaborate.building import NetworkPlace
from tenet.elaborate.context import (
    POISON,
    Context,
    Poison,
    Values,
    after_end,
    renaming,
    spoken,
)
from tenet.elaborate.mistakes import (
    CONTRADICTION,
    GIVEN_TWICE,
    MISSING_SETTING,
    NOT_A_TENSOR,
    NOT_AN_OPERATION,
    UNKNOWN_OPERATION,
    UNKNOWN_SETTING,
    WRONG_SETTING,
)
from tenet.policy.averaging import Averaging
from tenet.policy.beginning import Beginning
from tenet.policy.clip import Clip
from tenet.policy.freezing import Freezing
from tenet.policy.grouping import Grouping
from tenet.policy.loss import Loss
from tenet.policy.metric import Metric
from tenet.policy.mixing import Mixing
from tenet.policy.optimizer import Optimizer
from tenet.policy.quantization import Quantization
from tenet.policy.schedule import Schedule
from tenet.policy.staging import Staging
from tenet.source import Span
from tenet.syntax.tree import Argument, Call, Expression, Name
from tenet.types.shape import Misfit

D = TypeVar("D", bound=Definition)
MANY = 12
"""More names than this are not listed in a message."""


def find(context: Context, callee: Expression, expected: Setting | None) -> object:
    """What a callee names: what the text has bound to the name, or a definition of the catalogue.

    What the text itself calls an operation comes first, so that no operation that the catalogue
    gains can change what a spec means.
    """
    if not isinstance(callee, Name):
        return evaluation.evaluate(context, callee)
    if expected is not None:
        wanted = context.callable(callee.text, expected, alone=True)
        if wanted is not None:
            return wanted
    found = context.applicable(callee.text) or context.callable(callee.text)
    if found is not None:
        return found
    bound = context.scope.find(callee.text)
    if bound is not None:
        return bound.value
    written = prelude.find(callee.text) if Operation in context.place.kinds else None
    if written is not None:
        return written
    raise _unknown(context, callee, expected)


ELSEWHERE: dict[str, type[Definition]] = {
    "in `loss`": Loss,
    "in `metrics`": Metric,
    "in `data`": Stage,
    "in a network": Operation,
    "as `optimizer`": Optimizer,
    "as `schedule`": Schedule,
    "as `clip`": Clip,
    "in `groups`": Grouping,
    "as `freeze`": Freezing,
    "in `stages`": Staging,
    "as `start`": Beginning,
    "as `average`": Averaging,
    "as `mix`": Mixing,
    "as `quantize`": Quantization,
    "as `init` of a layer": Initialiser,
}
"""Where the things of each kind stand."""


def _unknown(context: Context, name: Name, expected: Setting | None) -> TenetError:
    """The mistake of calling what is not there, is there no more, or stands elsewhere."""
    ended = after_end(context, name)
    if ended is not None:
        return ended
    wanted = expected.kinds if expected is not None else ()
    kinds: tuple[type[Definition], ...] = (*wanted, *context.place.kinds, Operation)
    what = kinds[0].kind
    for place, kind in ELSEWHERE.items():
        if name.text in index(kind) and spoken(kind, name.text):
            missing = f"there is no {what} `{name.text}`"
            message = f"{missing}: it is the name of {_a(kind.kind)}, which stands {place}"
            return UNKNOWN_OPERATION.error(name.span, message)
    catalogue = context.callables(expected)
    close = nearest(name.text, _callable_names(context, expected))
    hint = f"; did you mean `{close}`?" if close is not None else ""
    fitting = context.callables(expected, alone=True) if expected is not None else catalogue
    few = f"there are {', '.join(fitting)}" if len(fitting) <= MANY else None
    return UNKNOWN_OPERATION.error(
        name.span,
        f"there is no {what} `{name.text}`{hint}",
        help=None if close is not None else few or "`tenet ops` lists what there is",
        fix=renaming(name, close),
    )


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _callable_names(context: Context, expected: Setting | None) -> list[str]:
    """What a misspelt callee may have meant: names that can be called where it stands."""
    own = [name for name in context.scope.names() if _may_be_called(context, name)]
    if expected is not None and expected.kinds and Operation not in expected.kinds:
        return [*context.callables(expected, alone=True), *own]
    written = prelude.prelude() if Operation in context.place.kinds else ()
    return [*context.callables(expected), *written, *own]


def _may_be_called(context: Context, name: str) -> bool:
    """Whether a name is bound to what can be called, or to a module of such."""
    found = context.scope.look(name)
    return found is not None and isinstance(found.value, (*CALLABLE, evaluation.AttributeSource))


def evaluate_call(
    context: Context, call: Call, piped: Values, expected: Setting | None = None
) -> object:
    """`f(…)`, with inputs that came through an arrow, if any: a value, or an operation."""
    found = context.attempt(lambda: find(context, call.callee, expected))
    return invoke(context, found, piped, call.arguments, call.callee.span, call.span)


def invoke(  # a call has so many parts
    context: Context,
    found: object,
    piped: Values,
    arguments: tuple[Argument, ...],
    name: Span,
    whole: Span,
) -> object:
    """What was found under a name, called with arguments: a value, or an operation."""
    if isinstance(found, type) and issubclass(found, Definition):
        return make(context, found, piped, arguments, name, whole)
    if isinstance(found, Template):
        return found.use(context, piped, arguments, name, whole)
    ready = isinstance(found, APPLICABLE)
    words = None if ready else matching.ANYTHING
    values = [evaluation.evaluate(context, a.value, words) for a in arguments]
    if found is POISON:
        return POISON
    if isinstance(found, Ready):
        return _use(context, found, piped, arguments, tuple(values), whole)
    settled = [v for v in values if not context.held(v) and v is not POISON]
    if not ready or settled or any(argument.name is not None for argument in arguments):
        raise NOT_AN_OPERATION.error(
            name,
            f"`{name.text}` cannot be called: it is {context.said(found)}",
            help="it has its settings already: apply it by its bare name" if ready else None,
        )
    inputs = (*piped, *values)
    return (
        applying.apply(context, found, matching.spread(context, inputs), whole) if inputs else found
    )


def _use(  # a call has so many parts
    context: Context,
    found: Ready,
    piped: Values,
    arguments: tuple[Argument, ...],
    values: Values,
    whole: Span,
) -> object:
    """A block that has its settings, or a network, with inputs in order and by name."""
    inputs, wired = list(piped), {}
    for argument, value in zip(arguments, values, strict=True):
        name = argument.name
        if name is not None and name.text not in found.takes:
            close = nearest(name.text, found.takes)
            hint = f"; did you mean `{close}`?" if close is not None else ""
            raise UNKNOWN_SETTING.error(
                name.span,
                f"`{found.name}` has no input `{name.text}`{hint}",
                help=listed(found.takes),
                fix=renaming(name, close),
            )
        missing = value is None and name is not None
        if not context.held(value) and value is not POISON and not missing:
            message = f"`{found.name}` takes tensors here, not {context.said(value)}"
            raise NOT_A_TENSOR.error(argument.value.span, message, help=listed(found.takes))
        if name is None:
            inputs.extend(matching.spread(context, (value,)))
        elif name.text in wired:
            message = f"`{name.text}` of `{found.name}` is given twice"
            raise GIVEN_TWICE.error(argument.span, message)
        else:
            wired[name.text] = value
    made = Prepared(found, Beside(wired)) if wired else found
    ready = bool(inputs) or (bool(wired) and not found.lacks(wired))
    return applying.apply(context, made, tuple(inputs), whole) if ready else made


def make(
    context: Context,
    definition: type[Definition],
    piped: Values,
    arguments: tuple[Argument, ...],
    name: Span,
    whole: Span | None = None,
) -> object:
    """A definition with these arguments; applied, if inputs were given or none are needed."""
    given = matching.match(context, definition, piped, arguments)
    op = context.attempt(
        lambda: configured(definition, given.values, given.spans, name, complete=given.complete)
    )
    if isinstance(op, Poison) or POISON in given.inputs or POISON in given.beside.wired.values():
        return POISON
    wanted = matching.inputs_of(definition)
    made = op if given.beside is NOTHING else Prepared(op, given.beside)
    if given.inputs or (wanted is not None and not wanted.names):
        return applying.apply(context, made, given.inputs, whole or name)
    return made


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
        case _:
            result = _bound(context, evaluation.evaluate(context, expression), inputs, expression)
    if isinstance(context.place, NetworkPlace):
        context.place.see(expression.span, result)
    return result


def compose(first: Applicable, second: object) -> object:
    """One operation after another, still to be applied."""
    if second is POISON:
        return POISON
    assert isinstance(second, APPLICABLE)
    return Composed((*_stages(first), *_stages(second)))


def _stages(op: Applicable) -> tuple[Applicable, ...]:
    return op.stages if isinstance(op, Composed) else (op,)


def _bound(
    context: Context, value: object, inputs: Values | None, expression: Expression
) -> object:
    if value is POISON:
        return POISON
    if isinstance(value, Template):
        return value.use(context, inputs or (), (), expression.span, expression.span)
    if not isinstance(value, APPLICABLE):
        text = expression.span.text
        inside = value.attributes() if isinstance(value, evaluation.AttributeSource) else {}
        blocks = [f"`{text}.{name}`" for name, v in inside.items() if isinstance(v, Template)]
        message = f"after `->` stands an operation, but `{text}` is {context.said(value)}"
        help_ = f"such as {blocks[0]}" if blocks else None
        raise NOT_AN_OPERATION.error(expression.span, message, help=help_)
    return value if inputs is None else applying.apply(context, value, inputs, expression.span)
