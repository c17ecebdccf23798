"""Findings as workflow commands, which GitHub shows beside the changed lines."""

from __future__ import annotations

from collections.abc import Sequence

from tenet.diagnostics.diagnostic import Diagnostic, Severity

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """One command for each finding; nothing where there are none."""
    return "".join(f"{_command(diagnostic)}\n" for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    properties: dict[str, object] = {}
    span = diagnostic.span
    if span is not None:
        first, last = span.first, span.last
        properties = {"file": span.source.name, "line": first.line, "endLine": last.line}
        if first.line == last.line:  # columns of a stretch of lines are refused
            properties |= {"col": first.column, "endColumn": last.column}
    properties["title"] = f"{diagnostic.rule.code} ({diagnostic.rule.name})"
    listed = ",".join(f"{name}={str(v).translate(PROPERTY)}" for name, v in properties.items())
    text = diagnostic.message
    if diagnostic.help is not None:
        text += f"\nhelp: {diagnostic.help}"
    return f"::{LEVELS[diagnostic.severity]} {listed}::{text.translate(DATA)}"
