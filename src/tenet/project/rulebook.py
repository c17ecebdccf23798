"""Every rule of the package: of modules called `mistakes`, and of good practice."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import tenet
from tenet.diagnostics import Rule, Severity, nearest
from tenet.lint.engine import practices
from tenet.lint.practice import Practice

LANGUAGE = ("FIL", "NAM", "NYS", "SEC", "SYN", "TAB", "TYP", "VAL")
"""Groups of rules that are the language itself: a spec that breaks them means nothing."""

SETS: dict[str, Callable[[Rule], bool]] = {
    "all": lambda _: True,
    "core": lambda rule: rule.severity is not Severity.INFO,
    "language": lambda rule: not isinstance(rule, Practice) and rule.severity is not Severity.INFO,
}
"""Words for many rules: every one; errors and warnings, which are reported anyway; these without good practice."""


def rulebook() -> tuple[Rule, ...]:
    """Every rule, in the order of the codes."""
    root = Path(next(iter(tenet.__path__)))
    found: dict[str, Rule] = {}
    for info in walk_packages([str(root)], "tenet."):
        if info.name.rpartition(".")[2] == "mistakes":
            rules = vars(import_module(info.name)).values()
            found.update((rule.code, rule) for rule in rules if isinstance(rule, Rule))
    found.update((rule.code, rule) for rule in practices())
    return tuple(found[code] for code in sorted(found))


def rules_called(word: str, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules that a word selects: by name, by code, by the beginning of codes, or a whole set."""
    if word.lower() in SETS:
        return tuple(filter(SETS[word.lower()], rules))
    named = tuple(rule for rule in rules if rule.name == word.lower())
    return named or tuple(rule for rule in rules if word and rule.code.startswith(word.upper()))


def nearest_rule(word: str, rules: tuple[Rule, ...]) -> str | None:
    """The name or code that a word was probably meant to be."""
    known = [*SETS, *(term for rule in rules for term in (rule.name, rule.code))]
    return nearest(word, known)


def unsilenceable(rule: Rule) -> bool:
    """Whether a rule is of the language itself."""
    return rule.code.startswith(LANGUAGE)
