"""The rules that a network can break when it is rewritten."""

from __future__ import annotations

from tenet.diagnostics import Rule

PADDED = Rule(
    "LOW004",
    "sees-padding",
    "A row means what it means alone: what cannot leave padding out is not computed over rows of unequal length.",
)
