"""The page of a rule: why it is one, and for good practice who says so, and specs that break and keep it."""

from __future__ import annotations

from textwrap import fill, indent

from tenet.diagnostics import Rule
from tenet.lint.practice import Practice, Sample

WIDTH = 100


def page(rule: Rule) -> str:
    """The page of a rule as plain text."""
    head = f"{rule.code} {rule.name} ({rule.severity})\n\n{rule.reason}\n"
    if not isinstance(rule, Practice):
        return head
    parts = [head, f"{fill(rule.why, WIDTH)}\n", f"Source: {rule.source}.\n"]
    for title, samples in (("Breaks it", rule.bad), ("Keeps it", rule.good)):
        parts += [f"{title}:\n\n{_shown(sample)}" for sample in samples]
    return "\n".join(parts)


def _shown(sample: Sample) -> str:
    """A sample, the guilty words marked on the line below them."""
    lines = sample.text.splitlines()
    if sample.at:
        start, end = sample.span
        before = sample.text[:start]
        row, column = before.count("\n"), start - (before.rfind("\n") + 1)
        length = min(end - start, len(lines[row]) - column)
        lines.insert(row + 1, f"{' ' * column}{'^' * max(length, 1)}")
    return indent("\n".join(lines) + "\n", "    ")
