"""Findings one line each, for reading many at once and for tools that jump to a place."""

from __future__ import annotations

from collections.abc import Sequence

from tenet.diagnostics.diagnostic import Diagnostic
from tenet.diagnostics.render.cells import shown


def render(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """One line for each finding; nothing where there are none."""
    return "".join(f"{_line(diagnostic)}\n" for diagnostic in diagnostics)


def _line(diagnostic: Diagnostic) -> str:
    where = ""
    if diagnostic.span is not None:
        first = diagnostic.span.first
        where = f"{shown(diagnostic.span.source.name)}:{first.line}:{first.column}: "
    return f"{where}{diagnostic.severity}[{diagnostic.rule.code}] {shown(diagnostic.message)}"
