"""`tenet rules`: every rule that a spec can break."""

from __future__ import annotations

import sys

from tenet.cli.table import table
from tenet.project.rulebook import rulebook


def rules() -> int:
    """List every rule: code, name, severity and reason."""
    rows = [(rule.code, rule.name, rule.severity.value, rule.reason) for rule in rulebook()]
    sys.stdout.write(table(("code", "name", "severity", "reason"), rows, frozenset()))
    return 0
