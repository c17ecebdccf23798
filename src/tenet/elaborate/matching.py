"""The arguments of a call: which are inputs, which fill settings, and which fit nowhere."""

from __future__ import annotations

from tenet.catalogue.definition import Definition
from tenet.catalogue.inputs import Inputs
from tenet.catalogue.operation import Operation
from tenet.catalogue.setting import Setting, settings, spelled
from tenet.diagnostics import Diagnostic, Label, nearest
from tenet.elaborate import evaluate as evaluation
from tenet.elaborate.applicable import NOTHING, Beside, Composed
from tenet.elaborate.context import POISON, Context, Poison, StaticPlace, Values, renaming
from tenet.elaborate.mistakes import (
    GIVEN_TWICE,
    NOT_A_TENSOR,
    NOT_STATIC,
    TOO_MANY_ARGUMENTS,
    UNKNOWN_SETTING,
    WRONG_SETTING,
)
from tenet.frozen import replace
from tenet.ops.elementwise import Elementwise
from tenet.ops.where import Where
from tenet.policy.loss import Loss
from tenet.source import Span
from tenet.syntax.tree import Argument, Expression

ANYTHING = Setting(
    "anything", (), (), dotted=True, required=False, default=None, meaning="anything"
)
"""Where a callee is unknown, so are its choices: names among its arguments are not judged."""


class Given:
    """What the arguments of a call come to.

    Attributes:
        inputs: the tensors without a name.
        values: settings by name; spans: where each stands.
        complete: whether every argument found its place.
        beside: tensors given by name, and a name for the node.
    """

    def __init__(self, piped: Values) -> None:
        self.inputs: Values = piped
        self.values: dict[str, object] = {}
        self.spans: dict[str, Span] = {}
        self.complete = True
        self.beside: Beside = NOTHING


def match(
    context: Context, definition: type[Definition], piped: Values, arguments: tuple[Argument, ...]
) -> Given:
    """The arguments of a call, each in its place; what fits nowhere is reported."""
    known_settings = settings(definition)
    positions = [s for s in known_settings.values() if not s.by_name]
    given, variadic = Given(piped), definition.variadic
    strewn: list[object] = []
    for argument in arguments:
        if _names_node(context, known_settings, argument, given):
            continue
        setting = _setting_for(context, definition, argument, len(given.values), positions)
        if isinstance(setting, Poison):
            evaluation.evaluate(context, argument.value, ANYTHING)
            given.complete = False
            continue
        value = evaluation.evaluate(_within(context, setting, variadic), argument.value, setting)
        if not given.values and _is_input(context, definition, argument, value, given.inputs):
            given.inputs = (*given.inputs, *spread(context, (value,)))
            # What could not be read may as well have been meant for the settings.
            given.complete = given.complete and value is not POISON
        elif setting is None:
            context.reports.append(_too_many(definition, positions, argument))
            given.complete = False
        elif variadic == setting.name and argument.name is None:
            parts = value.stages if isinstance(value, Composed) else (value,)
            strewn += (
                settled(context, definition, variadic, p, argument.value.span) for p in parts
            )
            given.spans[variadic] = given.spans.get(variadic, argument.span).to(argument.span)
        else:
            _fill(context, definition, setting, value, argument, given)
    if variadic is not None and strewn:
        given.values[variadic] = POISON if POISON in strewn else tuple(strewn)
    return given


def _within(context: Context, setting: Setting | None, variadic: str | None) -> Context:
    """Where an argument stands: what is done one after the other is all of one kind."""
    if setting is None or setting.name != variadic or not setting.kinds:
        return context
    return Context(context.scope, StaticPlace(*setting.kinds), context.reports)


def _fill(
    context: Context,
    definition: type[Definition],
    setting: Setting,
    value: object,
    argument: Argument,
    given: Given,
) -> None:
    """Effect: a setting has its value, or the argument is reported that sets it again."""
    if setting.name in given.values and argument.name is not None:
        first = given.spans[setting.name]
        context.reports.append(_twice(definition, setting, first, argument))
        return
    given.spans[setting.name] = argument.value.span
    if setting.wired:
        _wire(context, definition, setting, value, argument, given)
    else:
        static = settled(context, definition, setting.name, value, argument.value.span)
        given.values[setting.name] = static


def spread(context: Context, values: Values) -> Values:
    """Values with those that stand in lists among them, side by side."""
    return tuple(
        inner
        for value in values
        for inner in (
            spread(context, value) if isinstance(value, tuple) and context.held(value) else (value,)
        )
    )


def _names_node(
    context: Context, known_settings: dict[str, Setting], argument: Argument, given: Given
) -> bool:
    """Whether an argument is the name of what is made. Effect: it is noted."""
    if argument.name is None or argument.name.text != "name" or "name" in known_settings:
        return False
    if Operation not in context.place.kinds:
        return False
    name = scope_name(context, argument.value)
    given.complete = given.complete and name is not None
    given.beside = replace(given.beside, name=name)
    return True


def scope_name(context: Context, expression: Expression) -> str | None:
    """The text of `name="stem"`; none, with that reported, where it cannot be part of a path."""
    value = evaluation.evaluate(context, expression)
    if isinstance(value, str) and value.isidentifier() and value.isascii():
        return value
    if value is not POISON:
        message = f"`name` is a word of letters, digits and `_`, not {spelled(value)}"
        help_ = 'it becomes a part of the path of the parameters, such as `name="stem"`'
        context.reports.append(WRONG_SETTING.at(expression.span, message, help=help_))
    return None


def _wire(
    context: Context,
    definition: type[Definition],
    setting: Setting,
    value: object,
    argument: Argument,
    given: Given,
) -> None:
    """Effect: a tensor that is given by name is noted; `none` gives nothing."""
    if value is None:
        return
    if value is not POISON and not context.held(value):
        text = f"`{setting}` of `{definition.term()}` is {setting.words}, given as a tensor"
        message = f"{text}, not {spelled(value)}"
        context.reports.append(NOT_A_TENSOR.at(argument.value.span, message))
        value = POISON
    given.values[setting.name] = True
    wired = {**given.beside.wired, setting.name: value}
    order = {name: wired[name] for name in settings(definition) if name in wired}
    given.beside = replace(given.beside, wired=order)


def _is_input(
    context: Context,
    definition: type[Definition],
    argument: Argument,
    value: object,
    inputs: Values,
) -> bool:
    """Whether an argument is an input; what could not be read is one while inputs are lacking."""
    wanted = inputs_of(definition)
    if argument.name is not None or wanted is None:
        return False
    if context.held(value):
        return True
    lacking = not wanted.fits(len(inputs))
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return lacking and (value is POISON or (number and takes_numbers(definition)))


def takes_numbers(definition: type[Definition]) -> bool:
    """Whether a number can stand for an input: in arithmetic, in a choice, as the target of a loss."""
    return is_elementwise(definition) or issubclass(definition, Loss | Where)


def is_elementwise(definition: type[Definition]) -> bool:
    """Whether it is a function of single numbers and nothing else, and so of static ones too.

    One with settings is not: in `leaky_relu(0.1)` the number is the slope.
    """
    return issubclass(definition, Elementwise) and not settings(definition)


def folds(context: Context, op: Definition, inputs: Values) -> bool:
    """Whether an operation is applied to static numbers alone, and computed while compiling."""
    wanted = inputs_of(type(op))
    return (
        wanted is not None
        and wanted.fits(len(inputs))
        and is_elementwise(type(op))
        and all(isinstance(v, int | float) and not isinstance(v, bool) for v in inputs)
    )


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


def settled(
    context: Context, definition: type[Definition], setting: str, value: object, span: Span
) -> object:
    """The value of a setting, known not to be a tensor; poison where it is, with that reported."""
    if not context.held(value):
        return value
    text = described(context, value)
    message = f"`{setting}` of `{definition.term()}` is decided while compiling, but this is {text}"
    context.reports.append(NOT_STATIC.at(span, message))
    return POISON


def described(context: Context, value: object) -> str:
    """A run-time value by its type, or a list that holds some."""
    if isinstance(value, tuple):
        return "a list that holds tensors"
    return context.place.describe(value)[0]


def _twice(
    definition: type[Definition], setting: Setting, first: Span, argument: Argument
) -> Diagnostic:
    message = f"`{setting}` of `{definition.term()}` is given twice"
    return GIVEN_TWICE.at(argument.span, message, labels=(Label(first, "it is first given here"),))


def _too_many(
    definition: type[Definition], positions: list[Setting], argument: Argument
) -> Diagnostic:
    count = len(positions)
    named = [name for name, setting in settings(definition).items() if setting.by_name]
    takes = f"{count} setting{'s' if count != 1 else ''}, and this is one more"
    words = [f"in order: {', '.join(str(p) for p in positions)}"] if count else []
    words += [f"by name: {', '.join(named)}"] if named else []
    return TOO_MANY_ARGUMENTS.at(
        argument.span,
        f"`{definition.term()}` takes {takes if count else 'no settings'}"
        + (" without a name" if named and not count else ""),
        help="; ".join(words) or None,
    )


def inputs_of(definition: type[Definition]) -> Inputs | None:
    """What a definition takes at run time; none where it is no operation of any kind."""
    wanted = getattr(definition, "inputs", None)
    return wanted if isinstance(wanted, Inputs) else None
