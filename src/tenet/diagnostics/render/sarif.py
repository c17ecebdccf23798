"""Findings as SARIF 2.1.0, for code-scanning services; columns in UTF-16 code units."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from tenet.diagnostics.diagnostic import Diagnostic, Edit, Fix, Rule, Severity
from tenet.diagnostics.render.text import describe
from tenet.source import Source, Span

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def render(diagnostics: Sequence[Diagnostic], files: int) -> str:
    """One log with one run; each rule that was broken is declared once."""
    rules = list(dict.fromkeys(diagnostic.rule for diagnostic in diagnostics))
    run = {
        "tool": {"driver": {"name": "tenet", "rules": [_rule(rule) for rule in rules]}},
        "columnKind": "utf16CodeUnits",
        "results": [
            _result(diagnostic, rules.index(diagnostic.rule)) for diagnostic in diagnostics
        ],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.reason},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _result(diagnostic: Diagnostic, index: int) -> dict[str, object]:
    text = diagnostic.message
    if diagnostic.help is not None:
        text += f"\nhelp: {diagnostic.help}"
    result: dict[str, object] = {
        "ruleId": diagnostic.rule.code,
        "ruleIndex": index,
        "level": LEVELS[diagnostic.severity],
        "message": {"text": text},
        "locations": [] if diagnostic.span is None else [_location(diagnostic.span)],
    }
    if diagnostic.labels:
        result["relatedLocations"] = [
            {"id": number, **_location(label.span), "message": {"text": label.text}}
            for number, label in enumerate(diagnostic.labels)
        ]
    if diagnostic.fix is not None:
        result["fixes"] = [_fix(diagnostic.fix)]
    return result


def _fix(fix: Fix) -> dict[str, object]:
    by_source: dict[Source, list[Edit]] = {}
    for edit in fix.edits:
        by_source.setdefault(edit.span.source, []).append(edit)
    return {
        "description": {"text": f"{describe(fix)} ({fix.safety})"},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(source),
                "replacements": [
                    {
                        "deletedRegion": _region(edit.span),
                        "insertedContent": {"text": edit.replacement},
                    }
                    for edit in edits
                ],
            }
            for source, edits in by_source.items()
        ],
    }


def _location(span: Span) -> dict[str, object]:
    place = {"artifactLocation": _artifact(span.source), "region": _region(span)}
    return {"physicalLocation": place}


def _artifact(source: Source) -> dict[str, str]:
    path = Path(source.name)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(path.as_posix(), errors="surrogateescape")}


def _region(span: Span) -> dict[str, int]:
    first, last = span.first, span.last
    return {
        "startLine": first.line,
        "startColumn": span.source.utf16_column(span.start) + 1,
        "endLine": last.line,
        "endColumn": span.source.utf16_column(span.end) + 1,
    }
