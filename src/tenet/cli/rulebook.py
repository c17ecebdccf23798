"""Every rule of the package, found in the modules called `mistakes`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import tenet
from tenet.diagnostics import Rule, nearest

LANGUAGE = ("FIL", "NAM", "NYS", "SEC", "SYN", "TAB", "TYP", "VAL")
"""Groups of rules that are the language itself: a spec that breaks them means nothing."""


def rulebook() -> tuple[Rule, ...]:
    """Every rule, in the order of the codes."""
    root = Path(next(iter(tenet.__path__)))
    found: dict[str, Rule] = {}
    for info in walk_packages([str(root)], "tenet."):
        if info.name.rpartition(".")[2] == "mistakes":
            rules = vars(import_module(info.name)).values()
            found.update((rule.code, rule) for rule in rules if isinstance(rule, Rule))
    return tuple(found[code] for code in sorted(found))


def rules_called(word: str, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """The rules that a word selects: by name, by code, or by the beginning of codes."""
    named = tuple(rule for rule in rules if rule.name == word.lower())
    return named or tuple(rule for rule in rules if word and rule.code.startswith(word.upper()))


def nearest_rule(word: str, rules: tuple[Rule, ...]) -> str | None:
    """The name or code that a word was probably meant to be."""
    known = [term for rule in rules for term in (rule.name, rule.code)]
    return nearest(word, known)


def unsilenceable(rule: Rule) -> bool:
    """Whether a rule is of the language itself."""
    return rule.code.startswith(LANGUAGE)
