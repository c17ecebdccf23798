"""Every rule of good practice: what breaks it is found just there, what comes close is not, and its fix mends it."""

from __future__ import annotations

import re

import pytest

from tenet.diagnostics import Diagnostic
from tenet.diagnostics.fixing import fixed
from tenet.elaborate.experiment import elaborate
from tenet.lint.engine import groups, lint, members, practices
from tenet.lint.practice import Practice, Sample
from tenet.source import Source
from tenet.syntax.format import format_text

RULES = {rule.code: rule for rule in practices()}
BAD = {f"{r.code}-bad-{n}": (r, s) for r in RULES.values() for n, s in enumerate(r.bad, 1)}
GOOD = {f"{r.code}-good-{n}": (r, s) for r in RULES.values() for n, s in enumerate(r.good, 1)}


def findings(sample: Sample, text: str | None = None) -> tuple[Source, list[Diagnostic]]:
    """All that is said of a sample, advice too; it means what it says."""
    source = Source("sample.tenet", sample.text if text is None else text)
    elaborated = elaborate(source)
    wrong = [d.message for d in elaborated.diagnostics if d.severity == "error"]
    assert not wrong, f"{wrong}\n{source.text}"
    return source, [*elaborated.diagnostics, *lint(elaborated, sample.profile)]


def loud(found: list[Diagnostic]) -> list[Diagnostic]:
    """Errors and warnings."""
    return [finding for finding in found if finding.severity != "info"]


@pytest.mark.parametrize(("rule", "sample"), BAD.values(), ids=BAD)
def test_it_is_found_just_there(rule: Practice, sample: Sample) -> None:
    _, found = findings(sample)
    own = [f for f in found if f.rule == rule]
    others = [f"{f.rule.code}: {f.message}" for f in loud(found) if f.rule != rule]

    assert [(f.span.start, f.span.end) for f in own if f.span] == [sample.span], sample.text
    assert not others, sample.text


@pytest.mark.parametrize(("rule", "sample"), GOOD.values(), ids=GOOD)
def test_what_comes_close_is_not(rule: Practice, sample: Sample) -> None:
    _, found = findings(sample)

    assert [f.message for f in found if f.rule == rule] == []
    assert [f"{f.rule.code}: {f.message}" for f in loud(found)] == []


@pytest.mark.parametrize(("rule", "sample"), BAD.values(), ids=BAD)
def test_the_fix_mends_it(rule: Practice, sample: Sample) -> None:
    source, found = findings(sample)
    (finding,) = (f for f in found if f.rule == rule)
    if finding.fix is None:
        return
    _, left = findings(sample, fixed(source, [finding.fix]))
    before = {f.rule.code for f in found}

    assert rule not in {f.rule for f in left}
    assert [f"{f.rule.code}: {f.message}" for f in left if f.rule.code not in before] == []


@pytest.mark.parametrize("name", [*BAD, *GOOD])
def test_samples_are_in_the_canonical_style(name: str) -> None:
    _, sample = BAD[name] if name in BAD else GOOD[name]

    assert format_text(Source("sample.tenet", sample.text)) == sample.text


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_says_what_why_and_who(rule: Practice) -> None:
    assert re.fullmatch(r"[A-Z]{3}\d{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule.name)
    assert rule.reason.endswith(".")
    assert len(rule.why.split()) > 15
    assert all((rule.source, rule.bad, rule.good))


def test_files_are_called_after_their_rules() -> None:
    modules = [module for group in groups() for module in members(group)]
    codes = [module.RULE.code for module in modules]

    assert len(set(codes)) == len(codes)
    for module in modules:
        assert module.find.__doc__, module.__name__
