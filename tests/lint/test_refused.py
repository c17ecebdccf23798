"""What the language refuses by itself is refused, with the error that the catalogue of practices names."""

from __future__ import annotations

import pytest

from tenet.elaborate.experiment import elaborate
from tenet.lint.engine import practices, refusals
from tenet.lint.refusal import Refusal
from tenet.source import Source

REFUSALS: dict[str, Refusal] = {refusal.code: refusal for refusal in refusals()}


def test_no_practice_stands_twice() -> None:
    everything = [r.code for r in refusals()] + [r.code for r in practices()]

    assert len(everything) == len(set(everything))


@pytest.mark.parametrize("code", [code for code, r in REFUSALS.items() if r.sample])
def test_it_is_refused(code: str) -> None:
    refusal = REFUSALS[code]
    assert refusal.sample is not None
    found = elaborate(Source("sample.tenet", refusal.sample.text)).diagnostics
    at = [(d.rule.code, (d.span.start, d.span.end)) for d in found if d.span]

    assert (refusal.by, refusal.sample.span) in at
    assert all(d.severity == "error" for d in found)
