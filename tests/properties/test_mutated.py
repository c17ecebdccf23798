"""Whatever is done to a text, what comes back is findings with codes, places and words of the language."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import strategies as st
from tests.properties.models import models
from tests.properties.mutations import beginnings, changed_alike, changed_bytes, changed_words
from tests.properties.share import examine, share
from tests.properties.thousand import PARTS, SORTS

from tenet.diagnostics import Diagnostic, TenetError
from tenet.elaborate.experiment import elaborate
from tenet.lint.report import report
from tenet.project.rulebook import rulebook
from tenet.source import Source
from tenet.syntax.read import decoded

ROOT = Path(__file__).parents[2]
GALLERY = tuple(
    path.read_text("utf-8")
    for folder in ("specs", "src/tenet/std")
    for path in sorted((ROOT / folder).rglob("*.tenet"))
)
CODES = {rule.code for rule in rulebook()}
LEAK = re.compile(r"<class|<tenet|object at 0x|POISON|\bNone\b|\bTrue\b|\bFalse\b|\w+\(\w+=[^)]*'")
"""What Python shows of its own values."""

gallery = st.sampled_from((*GALLERY, PARTS, "\n".join(SORTS).format(n=0)))


def assert_coded(found: tuple[Diagnostic, ...]) -> None:
    for diagnostic in found:
        assert diagnostic.rule.code in CODES
        assert diagnostic.message
        assert not LEAK.search(diagnostic.message + (diagnostic.help or "")), diagnostic.message
        span = diagnostic.span
        assert span is None or 0 <= span.start <= span.end <= len(span.source.text)


def assert_judged(text: str) -> None:
    assert_coded(report(elaborate(Source("spec.tenet", text))))


def test_the_gallery_is_there() -> None:
    assert len(GALLERY) > 2


def test_changed_words() -> None:
    examine(share(1000, 100), 1, changed_words(gallery), assert_judged)


def test_words_changed_alike() -> None:
    examine(share(1000, 100), 2, changed_alike(gallery), assert_judged)


def test_models_with_changed_words() -> None:
    examine(share(1000, 100), 3, changed_words(models()), assert_judged)


def test_models_with_words_changed_alike() -> None:
    examine(share(1000, 100), 4, changed_alike(models()), assert_judged)


def test_changed_bytes() -> None:
    def check(content: bytes) -> None:
        try:
            source = decoded(content, Path("spec.tenet"))
        except TenetError as error:
            assert_coded(error.diagnostics)
        else:
            assert_coded(report(elaborate(source)))

    examine(share(1500, 150), 5, changed_bytes(gallery), check)


def test_beginnings() -> None:
    examine(share(1500, 150), 6, beginnings(GALLERY), assert_judged)
