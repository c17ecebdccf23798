"""Which names statements bind, and which of these nobody uses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tenet.diagnostics import Diagnostic
from tenet.elaborate.context import POISON, Context
from tenet.elaborate.mistakes import UNUSED
from tenet.elaborate.scope import Scope
from tenet.frozen import fields
from tenet.syntax.tree import Bind, Error, For, If, Name, Node, Repeat, Shared, Statement

BINDS = r"(?:param\s+|shared\s+)?(\w+(?:\s*,\s*\w+)*)"
BOUND = r"\b(\w+)\b\s*(?::[^=\n]{0,200})?=(?!=)"


def use(scope: Scope, expression: object) -> None:
    """Effect: the names in an expression that does not come to be count as used."""
    if isinstance(expression, Name):
        scope.find(expression.text)
    elif isinstance(expression, tuple):
        for part in expression:
            use(scope, part)
    elif isinstance(expression, Node):
        for name in fields(expression):
            use(scope, getattr(expression, name))


def spoil(scope: Scope, error: Error) -> None:
    """Effect: the names that a text would bind, had it no mistake, are bound to poison."""
    text = error.span.text
    for word in re.findall(r"\w+", text):  # what the text would use, had it no mistake, is used
        scope.find(word)
    for name in bound_by(error):
        if not scope.holds(name):
            scope.taint(name, POISON, error.span)


def bound_by(error: Error) -> list[str]:
    """The names that a text would bind, had it no mistake."""
    found = re.match(BINDS, error.span.text)
    names = re.split(r"\s*,\s*", found[1]) if found is not None else []
    return [*names, *re.findall(BOUND, error.span.text)]


def spoil_all(scope: Scope, statements: Sequence[Statement]) -> None:
    """Effect: the names that statements would have bound again stand for poison, in silence."""
    for name in bound_in(statements):
        if scope.holds(name.text):
            scope.rebind(name.text, POISON, name.span)
            scope.find(name.text)


def bound_in(statements: Sequence[Statement]) -> Iterator[Name]:
    """The names that statements bind, wherever inside them; not those of loops' own."""
    for statement in statements:
        match statement:
            case Bind():
                yield from (target.name for target in statement.targets)
            case Shared():
                yield statement.name
            case For() | Repeat():
                yield from bound_in(statement.body)
            case If():
                yield from bound_in((*statement.then, *statement.otherwise))
            case Error():
                pass


def lasting(statements: Sequence[Statement]) -> set[str]:
    """The names that are bound after statements, however conditions in them are decided."""
    names: set[str] = set()
    for statement in statements:
        match statement:
            case Bind() | Shared():
                names.update(name.text for name in bound_in((statement,)))
            case If():
                names |= lasting(statement.then) & lasting(statement.otherwise)
            case Error():
                names.update(bound_by(statement))
            case For() | Repeat():
                pass
    return names


def mistaken(reports: Sequence[Diagnostic]) -> bool:
    """Whether anything is wrong but that something is not used."""
    return any(report.severity == "error" and report.rule is not UNUSED for report in reports)


def report_unused(context: Context) -> None:
    """Effect: what nobody used of the names of a body is reported, where nothing else is wrong.

    After a mistake, a name may be unused because of it.
    """
    if mistaken(context.reports):
        return
    help_ = "remove it, or bind it to `_` if it is not wanted"
    for name, binding in context.scope.unread:
        message = f"nobody uses this `{name}` before it is bound again"
        context.reports.append(UNUSED.at(binding.span, message, help=help_))
    context.scope.unread.clear()
    for name, binding in context.scope.bindings.items():
        if not binding.used and not name[0].isupper():
            context.reports.append(UNUSED.at(binding.span, f"nobody uses `{name}`", help=help_))
