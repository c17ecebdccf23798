"""The arguments of a call: which are inputs, which fill settings, and which fit nowhere."""

from __future__ import annotations

from tenet.catalogue.definition import Definition
from tenet.catalogue.inputs import Inputs
from tenet.catalogue.setting import Setting, settings
from tenet.diagnostics import Diagnostic, Label, nearest
from tenet.elaborate import evaluate as evaluation
from tenet.elaborate.context import POISON, Context, Poison, Values, renaming
from tenet.elaborate.mistakes import GIVEN_TWICE, NOT_STATIC, TOO_MANY_ARGUMENTS, UNKNOWN_SETTING
from tenet.source import Span
from tenet.syntax.tree import Argument

ANYTHING = Setting(
    "anything", (), (), dotted=True, required=False, default=None, meaning="anything"
)
"""Where a callee is unknown, so are its choices: names among its arguments are not judged."""


def match(
    context: Context, definition: type[Definition], piped: Values, arguments: tuple[Argument, ...]
) -> tuple[Values, dict[str, object], dict[str, Span], bool]:
    """Inputs, settings by name, the span of each, and whether every argument found its place."""
    known_settings = settings(definition)
    positions = list(known_settings.values())
    inputs, values, spans = list(piped), dict[str, object](), dict[str, Span]()
    spread: list[object] = []
    wanted, complete = inputs_of(definition), True
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
            context.reports.append(_twice(definition, setting, spans[setting.name], argument))
        else:
            static = settled(context, definition, setting.name, value, argument.value.span)
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


def settled(
    context: Context, definition: type[Definition], setting: str, value: object, span: Span
) -> object:
    """The value of a setting, known not to be a tensor; poison where it is, with that reported."""
    items = value if isinstance(value, tuple) else (value,)
    held = next((item for item in items if context.place.holds(item)), None)
    if held is None:
        return value
    text, _ = context.place.describe(held)
    message = f"`{setting}` of `{definition.term()}` is decided while compiling, but this is {text}"
    context.reports.append(NOT_STATIC.at(span, message))
    return POISON


def _twice(
    definition: type[Definition], setting: Setting, first: Span, argument: Argument
) -> Diagnostic:
    message = f"`{setting}` of `{definition.term()}` is given twice"
    return GIVEN_TWICE.at(argument.span, message, labels=(Label(first, "it is first given here"),))


def _too_many(
    definition: type[Definition], positions: list[Setting], argument: Argument
) -> Diagnostic:
    count = len(positions)
    takes = f"{count} setting{'s' if count != 1 else ''}, and this is one more"
    return TOO_MANY_ARGUMENTS.at(
        argument.span,
        f"`{definition.term()}` takes {takes if count else 'no settings'}",
        help=f"in order: {', '.join(str(p) for p in positions)}" if count else None,
    )


def inputs_of(definition: type[Definition]) -> Inputs | None:
    """What a definition takes at run time; none where it is no operation of any kind."""
    wanted = getattr(definition, "inputs", None)
    return wanted if isinstance(wanted, Inputs) else None
