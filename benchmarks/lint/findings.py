"""What checking a spec finds: errors of the language and findings of the linter, with the faults they name."""

from __future__ import annotations

from benchmarks.lint.categories import categories

from tenet.data.profile import Profile
from tenet.diagnostics import Diagnostic, Severity
from tenet.elaborate.experiment import elaborate
from tenet.frozen import frozen
from tenet.lint.engine import lint
from tenet.source import Source


@frozen
class Finding:
    """A finding, and the categories of fault that it names."""

    code: str
    name: str
    severity: Severity
    message: str
    at: str
    categories: frozenset[str]

    @property
    def loud(self) -> bool:
        """Whether it is an error or a warning."""
        return self.severity is not Severity.INFO

    def __str__(self) -> str:
        return f"{self.code} {self.name} [{'/'.join(sorted(self.categories))}] {self.message}"


def check(text: str, profile: Profile | None = None, name: str = "case.tenet") -> list[Finding]:
    """All that is found in a text; what is said twice of one code and place counts once."""
    elaborated = elaborate(Source(name, text))
    tree = elaborated.trees[0]
    found: dict[object, Diagnostic] = {}
    for diagnostic in (*elaborated.diagnostics, *lint(elaborated, profile)):
        span = diagnostic.span
        place = None if span is None else (span.start, span.end)
        found.setdefault((diagnostic.rule.code, place), diagnostic)
    return [
        Finding(
            code=d.rule.code,
            name=d.rule.name,
            severity=d.severity,
            message=d.message,
            at=""
            if d.span is None
            else f"{d.span.first.line}: {d.span.text.partition(chr(10))[0]}",
            categories=frozenset(categories(d, tree)),
        )
        for d in found.values()
    ]
