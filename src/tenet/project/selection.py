"""Which findings the user wants to see."""

from __future__ import annotations

from collections.abc import Iterable

from tenet.diagnostics import Diagnostic
from tenet.frozen import frozen
from tenet.project.usage import WrongUsage

CORE = "core"
"""The word for all errors and warnings."""


@frozen
class Selection:
    """Codes to report and codes to leave out; none selected means all but advice.

    Of `asked` advice is reported too: of all that are selected but by the word `core`.
    """

    selected: frozenset[str] | None = None
    ignored: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()

    def reports(self, diagnostic: Diagnostic) -> bool:
        """Whether a finding is reported."""
        code = diagnostic.rule.code
        chosen = self.selected is None or code in self.selected
        loud = diagnostic.severity != "info" or code in self.asked
        return chosen and loud and code not in self.ignored


def selection(select: Iterable[str] | None, ignore: Iterable[str] | None) -> Selection:
    """The selection that `--select` and `--ignore`, or a project, describe; errors of the language always belong.

    Raises:
        WrongUsage: a word names no rule, or an error of the language is to be ignored.
    """
    if not select and not ignore:
        return Selection()
    from tenet.project.rulebook import rulebook, unsilenceable  # noqa: PLC0415  # imports every floor

    language = {rule.code for rule in rulebook() if unsilenceable(rule)}
    ignored = set()
    for word in _words(ignore):
        codes = _codes(word)
        if codes <= language:
            raise WrongUsage(f"`{word}` is an error of the language, which cannot be ignored")
        ignored |= codes - language
    words = {word: _codes(word) for word in _words(select)}
    selected = {code for codes in words.values() for code in codes}
    asked = {code for word, codes in words.items() if word.lower() != CORE for code in codes}
    always = {rule.code for rule in rulebook() if rule.code in language and rule.severity != "info"}
    chosen = frozenset(selected | always) if select else None
    return Selection(chosen, frozenset(ignored), frozenset(asked))


def _words(options: Iterable[str] | None) -> list[str]:
    return [word.strip() for option in options or () for word in option.split(",") if word.strip()]


def _codes(word: str) -> set[str]:
    from tenet.project.rulebook import nearest_rule, rulebook, rules_called  # noqa: PLC0415  # as above

    rules = rulebook()
    found = {rule.code for rule in rules_called(word, rules)}
    if not found:
        close = nearest_rule(word, rules)
        hint = f"; did you mean `{close}`?" if close is not None else ""
        raise WrongUsage(f"there is no rule `{word}`{hint} (`tenet rules` lists them)")
    return found
