"""Check what `groups`, `freeze`, `stages` and `start` speak of: each selector holds some parameter of the network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tenet.catalogue.operation import Role
from tenet.diagnostics import Diagnostic, nearest
from tenet.elaborate.mistakes import CONTRADICTION, UNKNOWN_NAME
from tenet.ir.graph import Parameter
from tenet.policy.beginning import Checkpoint
from tenet.policy.selection import ALL, selects
from tenet.policy.train import Train
from tenet.source import Span
from tenet.syntax.tree import Call, Expression, ListOf, Literal, Name

WORDS = {ALL, *(role.value for role in Role)}


def check_selectors(
    settings: Train, parameters: Mapping[str, Parameter], spans: Mapping[str, Expression]
) -> Iterator[Diagnostic]:
    """What is wrong with the selectors of a network's section."""
    only = settings.start.selectors if isinstance(settings.start, Checkpoint) else ()
    spoken: dict[str, Sequence[str]] = {
        "groups": [selector for group in settings.grouped for selector in group.of],
        "freeze": [selector for item in settings.frozen for selector in item.of],
        "stages": [selector for stage in settings.staged for selector in stage.frozen],
        "start": only,
    }
    for entry, selectors in spoken.items():
        for selector in dict.fromkeys(selectors):
            learned = entry == "groups"
            if not any(_speaks(selector, p, learned=learned) for p in parameters.values()):
                at = _place(spans[entry], selector) or spans[entry].span
                yield _holds_nothing(selector, parameters, at)
    yield from _all_frozen(settings, parameters, spans)


def _all_frozen(
    settings: Train, parameters: Mapping[str, Parameter], spans: Mapping[str, Expression]
) -> Iterator[Diagnostic]:
    """The finding that nothing learns, to the end or in a stage."""
    moving = [p for p in parameters.values() if p.trainable]

    def held(selectors: Sequence[str]) -> bool:
        return bool(moving) and all(
            any(selects(s, p.path, p.role) for s in selectors) for p in moving
        )

    forever = [s for item in settings.frozen if item.until is None for s in item.of]
    if held(forever):
        message = f"all {len(moving)} parameters of the network are frozen, so that nothing learns"
        help_ = "leave some out, or say `until=epochs(3)`"
        yield CONTRADICTION.at(spans["freeze"].span, message, help=help_)
        return
    for number, stage in enumerate(settings.staged):
        if held([*forever, *stage.frozen]):
            listed = spans["stages"]
            at = listed.items[number] if isinstance(listed, ListOf) else listed
            message = f"all {len(moving)} parameters of the network are frozen in this stage, so that nothing learns"
            yield CONTRADICTION.at(at.span, message, help="leave some out")


def _speaks(selector: str, parameter: Parameter, *, learned: bool) -> bool:
    return selects(selector, parameter.path, parameter.role) and (
        parameter.trainable or not learned
    )


def _holds_nothing(selector: str, parameters: Mapping[str, Parameter], span: Span) -> Diagnostic:
    if selector in WORDS:
        kinds = {p.role.value for p in parameters.values() if p.trainable}
        there = ", ".join(sorted(kinds)) or "no parameters"
        message = f"the network has no {selector}"
        return UNKNOWN_NAME.at(span, message, help=f"it has {there}")
    scopes = {path.rsplit(".", depth)[0] for path in parameters for depth in (1, 2, 3)}
    close = nearest(selector, [*parameters, *(f"{scope}.*" for scope in sorted(scopes))])
    hint = f"; did you mean `{close}`?" if close is not None else ""
    message = f"no parameter of the network has a path like `{selector}`{hint}"
    first = ", ".join(f"`{path}`" for path in list(parameters)[:5])
    return UNKNOWN_NAME.at(span, message, help=f"paths are such as {first}" if first else None)


def _place(expression: Expression, selector: str) -> Span | None:
    """Where an expression says a selector; none, if a param says it."""
    match expression:
        case Literal(value=str(text)) | Name(text=text):
            return expression.span if text == selector else None
        case ListOf(items=items):
            inner: tuple[Expression, ...] = items
        case Call(arguments=arguments):
            inner = tuple(argument.value for argument in arguments)
        case _:
            inner = ()
    found = (_place(part, selector) for part in inner)
    return next((span for span in found if span is not None), None)
