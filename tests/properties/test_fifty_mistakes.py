"""Fifty mistakes of fifty kinds in a thousand lines: each is said where it is, and hides or invents no other."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import strategies as st
from tests.properties.injections import INJECTIONS, Injection, injected
from tests.properties.share import examine, share
from tests.properties.thousand import LINES, PARTS, thousand

from tenet.diagnostics import Diagnostic
from tenet.elaborate.experiment import elaborate
from tenet.source import Source
from tenet.syntax.format import format_text

TEXT = thousand()
NEAR = 1
"""Lines between a mistake and what is said of it."""
MOST_EXTRA = 3
"""Findings that no mistake accounts for."""


def judged(text: str) -> tuple[Diagnostic, ...]:
    return elaborate(Source("long.tenet", text), imports={"parts.tenet": PARTS}).diagnostics


def line(found: Diagnostic) -> int:
    return -1 if found.span is None else found.span.first.line


def compared(mistakes: Sequence[Injection]) -> tuple[list[str], list[str]]:
    """The mistakes of which nothing is said, and the findings that are of no mistake."""
    text, lines = injected(TEXT, mistakes)
    left = list(judged(text))
    missed: list[str] = []
    for mistake in mistakes:
        place = lines[mistake]
        said = [d for d in left if d.rule.code == mistake.code and abs(line(d) - place) <= NEAR]
        if said:
            left.remove(said[0])
        else:
            missed.append(f"{place}: {mistake.kind} ({mistake.code})")
    return missed, [f"{line(d)}: {d.rule.code} {d.message}" for d in left]


def test_there_are_fifty_kinds_in_a_thousand_clean_lines() -> None:
    assert len({mistake.kind for mistake in INJECTIONS}) == len(INJECTIONS) >= 50
    assert len({mistake.code for mistake in INJECTIONS}) >= 45
    assert TEXT.count("\n") == LINES
    assert format_text(Source("long.tenet", TEXT)) == TEXT
    assert judged(TEXT) == ()


@pytest.mark.parametrize("mistake", INJECTIONS, ids=[mistake.kind for mistake in INJECTIONS])
def test_one_mistake_one_finding(mistake: Injection) -> None:
    text, lines = injected(TEXT, [mistake])
    found = judged(text)

    assert [d.rule.code for d in found] == [mistake.code]
    assert abs(line(found[0]) - lines[mistake]) <= NEAR


def test_all_mistakes_at_once() -> None:
    missed, extra = compared(INJECTIONS)

    assert missed == []
    assert len(extra) <= MOST_EXTRA, extra


def test_any_of_them_together() -> None:
    some = st.lists(st.sampled_from(INJECTIONS), min_size=2, max_size=25, unique=True)

    def check(mistakes: list[Injection]) -> None:
        missed, extra = compared(mistakes)
        assert missed == []
        assert len(extra) <= MOST_EXTRA, extra

    examine(share(100, 5), 0, some, check)
