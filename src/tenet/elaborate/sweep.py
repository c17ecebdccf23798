"""Elaborate the `sweep` section: which values of which params are tried."""

from __future__ import annotations

from collections.abc import Mapping
from math import isinf
from typing import TypeAlias

from tenet.catalogue.operation import Operation
from tenet.diagnostics import Diagnostic, nearest
from tenet.elaborate.context import POISON, Context, StaticPlace, renaming
from tenet.elaborate.evaluate import evaluate
from tenet.elaborate.judging import Watched
from tenet.elaborate.mistakes import CONTRADICTION, MISSING_ENTRY, UNKNOWN_NAME, WRONG_SETTING
from tenet.elaborate.monitors import report_unmeasured
from tenet.elaborate.scope import Scope
from tenet.elaborate.section import entries, fill
from tenet.elaborate.typing import hold_static
from tenet.frozen import frozen
from tenet.policy.spread import Log, Spread
from tenet.policy.strategy import Grid
from tenet.policy.sweep import Sweep
from tenet.syntax.tree import Expression, ListOf, Name, Param, Section, Spec
from tenet.types.tensor import Interval


@frozen
class Stretch:
    """All numbers between two ends, whole ones alone or all, spread evenly or by their logarithms."""

    low: float
    high: float
    whole: bool
    log: bool


Values: TypeAlias = "tuple[str, ...] | Stretch"
"""Values in the language's own notation, or a stretch of numbers."""


@frozen
class SweepPlan:
    """What is tried, how often, and what it is compared by.

    Attributes:
        space: the values of each param, by its name.
    """

    settings: Sweep
    space: Mapping[str, Values]

    @property
    def combinations(self) -> int | None:
        """How many combinations there are; none where a stretch has no end of them."""
        count = 1
        for values in self.space.values():
            if isinstance(values, Stretch):
                return None
            count *= len(values)
        return count


def elaborate_sweep(
    section: Section,
    spec: Spec,
    scope: Scope,
    metrics: tuple[Watched, ...] | None,
    reports: list[Diagnostic],
) -> SweepPlan | None:
    """The plan of the section, or none; without metrics it is not known what can be compared."""
    context = Context(scope, StaticPlace(Operation), reports)
    before = len(reports)
    read = entries(context, section, sections=("space",))
    settings, spans = fill(context, Sweep, section, read)
    space: dict[str, Values] = {}
    if "space" in read.sections:
        space = _space(read.sections["space"], spec, context)
    elif len(reports) == before and read.complete:
        help_ = "such as `space { width = [16, 32] }`"
        message = "`sweep` needs a `space`: what should be tried?"
        reports.append(MISSING_ENTRY.at(section.name.span, message, help=help_))
    if settings is None or len(reports) > before:
        return None
    if isinstance(settings.search, Grid):
        _check_grid(space, spans["search"], read.sections["space"], reports)
    aim = spans.get("minimize") or spans.get("maximize")
    if aim is not None and metrics is not None:
        report_unmeasured(settings.monitor, metrics, aim.span, reports)
    return SweepPlan(settings, space)


def _space(section: Section, spec: Spec, context: Context) -> dict[str, Values]:
    params = {item.name.text: item for item in spec.items if isinstance(item, Param)}
    place = Context(context.scope, StaticPlace(Spread, Operation), context.reports)
    found: dict[str, Values] = {}
    for name, entry in entries(context, section).bindings:
        if name.text not in params:
            context.reports.append(_no_param(name, list(params)))
            continue
        values = _values(place, params[name.text], entry.value)
        if values is not None:
            found[name.text] = values
    return found


def _no_param(name: Name, known: list[str]) -> Diagnostic:
    close = nearest(name.text, known)
    hint = f"; did you mean `{close}`?" if close is not None else ""
    return UNKNOWN_NAME.at(
        name.span,
        f"there is no param `{name.text}` to vary{hint}",
        help=f"the params are {', '.join(known)}"
        if known
        else f"make it one: `param {name.text} = …`",
        fix=renaming(name, close),
    )


def _values(context: Context, param: Param, expression: Expression) -> Values | None:
    """What is tried of a param, each value held to what it promises."""
    if isinstance(expression, ListOf) and expression.items:
        held = [_holds(context, param, evaluate(context, item), item) for item in expression.items]
        return tuple(item.span.text for item in expression.items) if all(held) else None
    value = evaluate(context, expression)
    if value is POISON:
        return None
    ends = value.values if isinstance(value, Log) else value
    if not isinstance(ends, Interval) or isinf(ends.low) or isinf(ends.high):
        message = f"`{param.name.text}` is varied over {context.said(value)}"
        help_ = "write a list, `[16, 32]`, a range, `0.1..0.5`, or `log(1e-4..1e-2)`"
        context.reports.append(WRONG_SETTING.at(expression.span, message, help=help_))
        return None
    whole = isinstance(ends.low, int) and isinstance(ends.high, int)
    held = [_holds(context, param, end, expression) for end in (ends.low, ends.high)]
    return Stretch(ends.low, ends.high, whole, isinstance(value, Log)) if all(held) else None


def _holds(context: Context, param: Param, value: object, expression: Expression) -> bool:
    """Whether a value is what the param promises; if not, that is reported."""
    kind = param.type
    if value is POISON or kind is None:
        return value is not POISON
    made = context.attempt(
        lambda: hold_static(context, param.name.text, kind, value, expression.span)
    )
    return made is not POISON


def _check_grid(
    space: Mapping[str, Values], search: Expression, section: Section, reports: list[Diagnostic]
) -> None:
    endless = [name for name, values in space.items() if isinstance(values, Stretch)]
    if endless:
        message = f"a grid goes through lists, but `{endless[0]}` is a stretch of numbers"
        help_ = "list the values, or search by `random` or `tpe`"
        reports.append(CONTRADICTION.at(search.span, message, help=help_))
