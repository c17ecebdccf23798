"""The rules of this floor: what can be wrong with the comments that allow a finding."""

from __future__ import annotations

from tenet.diagnostics import Rule, Severity

UNKNOWN_ALLOWED = Rule(
    "ALW001", "unknown-rule-allowed", "What is allowed must be a rule that can be silenced."
)
NO_REASON = Rule(
    "ALW002",
    "allowance-without-reason",
    "Who reads an exception wants to know why it was made.",
    Severity.WARNING,
)
UNUSED_ALLOWANCE = Rule(
    "ALW003",
    "unused-allowance",
    "An allowance that silences nothing hides the next mistake of its kind.",
    Severity.WARNING,
)
