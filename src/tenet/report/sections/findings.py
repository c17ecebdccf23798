"""What good practice finds in the spec, and what the course of the run tells."""

from __future__ import annotations

from tenet.html import Html, joined, tag
from tenet.lint.engine import lint
from tenet.report.case import Case
from tenet.train.hindsight import hindsight

TITLE = "Findings"
PLACE = 70


def section(case: Case) -> Html | None:
    """Each finding with its code, place and help."""
    found = [*case.elaborated.diagnostics, *lint(case.elaborated), *hindsight(case.run)]
    if not found:
        return tag("p", "Nothing was found, in the spec or in the course of training.")
    items = []
    for finding in found:
        place = f"line {finding.span.first.line}: " if finding.span is not None else ""
        told = [tag("b", f"{finding.severity} {finding.rule.code}"), f" {place}{finding.message}"]
        if finding.help is not None:
            told += [tag("br"), tag("small", finding.help)]
        items.append(tag("li", *told))
    return joined([tag("ul", *items)])
