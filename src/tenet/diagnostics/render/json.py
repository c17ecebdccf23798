"""Findings as JSON for scripts: a stable schema, lines and columns from 1, in code points."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tenet.diagnostics.diagnostic import Diagnostic, Fix
from tenet.source import Position, Span

VERSION = 1


def render(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """One object with the number of files and every finding."""
    content = {
        "version": VERSION,
        "files": files,
        "diagnostics": [_finding(diagnostic) for diagnostic in diagnostics],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _finding(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "file": None if diagnostic.span is None else diagnostic.span.source.name,
        "code": diagnostic.rule.code,
        "name": diagnostic.rule.name,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "range": None if diagnostic.span is None else _range(diagnostic.span),
        "labels": [
            {"file": label.span.source.name, "message": label.text, "range": _range(label.span)}
            for label in diagnostic.labels
        ],
        "help": diagnostic.help,
        "fix": None if diagnostic.fix is None else _fix(diagnostic.fix),
    }


def _fix(fix: Fix) -> dict[str, object]:
    edits = [
        {
            "file": edit.span.source.name,
            "range": _range(edit.span),
            "replacement": edit.replacement,
        }
        for edit in fix.edits
    ]
    return {"safety": fix.safety.value, "edits": edits}


def _range(span: Span) -> dict[str, object]:
    return {"start": _place(span.first), "end": _place(span.last)}


def _place(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}
