"""All that is said of a spec: errors of the language, good practice, and what comments allow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tenet.data.profile import Profile
from tenet.diagnostics import Diagnostic
from tenet.elaborate.experiment import Elaborated
from tenet.lint.allow import FORM, allowances, silence, unused
from tenet.lint.case import Case
from tenet.lint.engine import lint, practices
from tenet.lint.practice import Practice


def report(
    elaborated: Elaborated, profile: Profile | None = None, asked: Iterable[Case] | None = None
) -> tuple[Diagnostic, ...]:
    """The findings of a spec in the order of its text, without those that its comments allow.

    Args:
        elaborated: what came of the spec.
        profile: what reading its data showed, if it was read.
        asked: its networks as rules read them, where somebody has made them already.
    """
    found = [*elaborated.diagnostics, *lint(elaborated, profile, asked)]
    trees = elaborated.trees
    if any(FORM.match(comment.span.text) for tree in trees for comment in tree.comments):
        rules = practices()
        allowed, wrong = allowances(trees, rules)
        found, left = silence(found, allowed)
        if not any(f.severity == "error" for f in elaborated.diagnostics):
            asking = {r.code for r in rules if r.asks_data} if profile is None else set[str]()
            found += [unused(a) for a in left if a.codes and not a.codes & asking]
        found += wrong
    main = trees[0].source.name
    return tuple(sorted(found, key=lambda finding: _place(finding, main)))


def untold(errors: Iterable[Diagnostic], found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The errors that reading the data gave, but those of which a rule among the findings has said the same."""
    told = {(f.rule.ahead_of, f.span) for f in found if isinstance(f.rule, Practice)}
    return (error for error in errors if (error.rule.code, error.span) not in told)


def _place(finding: Diagnostic, main: str) -> tuple[bool, str, int]:
    """The spec's own findings come first, and among them those without a place."""
    if finding.span is None:
        return False, "", -1
    name = finding.span.source.name
    return name != main, name, finding.span.start
