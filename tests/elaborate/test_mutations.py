"""Whatever is done to a spec, each finding has a place and words, and is found again."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tenet.cli.rulebook import rulebook
from tenet.diagnostics import Diagnostic
from tenet.elaborate.experiment import elaborate
from tenet.source import Source

SPECS = tuple(
    path.read_text("utf-8")
    for path in sorted((Path(__file__).parents[2] / "specs").glob("*.tenet"))
)
WORDS = re.compile(r"\w+|\s+|->|\.\.|\*\*|[^\w\s]")
LEAK = re.compile(r"<class|<tenet|object at 0x|POISON|\bNone\b|\bTrue\b|\bFalse\b|\w+\(\w+=[^)]*'")
"""What Python shows of its own values."""

Change = tuple[str, int, int]
changes = st.lists(
    st.tuples(
        st.sampled_from(["delete", "double", "swap", "copy", "misspell"]),
        st.integers(0, 10_000),
        st.integers(0, 10_000),
    ),
    min_size=1,
    max_size=4,
)


def changed(text: str, kind: str, first: int, second: int) -> str:
    """The text with one of its words changed."""
    words = WORDS.findall(text)
    here, there = first % len(words), second % len(words)
    match kind:
        case "delete":
            words[here] = ""
        case "double":
            words[here] *= 2
        case "swap":
            words[here], words[there] = words[there], words[here]
        case "copy":
            words[here] = words[there]
        case _:
            word = words[here]
            place = second % len(word)
            words[here] = word[:place] + word[place + 1 :] if len(word) > 1 else word * 2
    return "".join(words)


def judged(text: str) -> tuple[Diagnostic, ...]:
    return elaborate(Source("spec.tenet", text)).diagnostics


@given(st.sampled_from(SPECS), changes)
def test_any_mutation(text: str, mutations: list[Change]) -> None:
    for kind, first, second in mutations:
        text = changed(text, kind, first, second)
    found = judged(text)

    codes = {rule.code for rule in rulebook()}
    for diagnostic in found:
        assert diagnostic.rule.code in codes
        assert diagnostic.message
        assert diagnostic.span is not None
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text)
        assert not LEAK.search(diagnostic.message + (diagnostic.help or ""))
    again = judged(text)
    assert [shown(d) for d in again] == [shown(d) for d in found]


def shown(diagnostic: Diagnostic) -> tuple[object, ...]:
    """What is the same for two sources with one text."""
    span = diagnostic.span
    place = None if span is None else (span.start, span.end)
    return diagnostic.rule.code, place, diagnostic.message, diagnostic.help
