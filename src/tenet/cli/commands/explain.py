"""`tenet explain`: one rule, and why it is one."""

from __future__ import annotations

import sys

from tenet.pages.rule import page
from tenet.project.rulebook import nearest_rule, rulebook


def explain(rule: str, /) -> int:
    """Explain a rule.

    Args:
        rule: its code or its name.
    """
    rules = rulebook()
    found = [r for r in rules if rule.upper() == r.code or rule.lower() == r.name]
    if not found:
        close = nearest_rule(rule, rules)
        hint = f"; did you mean `{close}`?" if close is not None else ""
        sys.stderr.write(f"error: there is no rule `{rule}`{hint}\n")
        return 1
    for one in found:
        sys.stdout.write(page(one))
    return 0
