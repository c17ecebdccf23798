"""Ten thousand specs: what follows the grammar is read and formatted, and what is valid has no finding."""

from __future__ import annotations

import re
from itertools import product

import pytest
from tests.properties.choices import Dice
from tests.properties.models import SHAPES, models
from tests.properties.sampling import operations, sample
from tests.properties.share import examine, share
from tests.properties.texts import texts

from tenet.diagnostics import Diagnostic
from tenet.elaborate.experiment import elaborate
from tenet.lint.report import report
from tenet.project.rulebook import rulebook
from tenet.source import Source
from tenet.syntax.format import format_text
from tenet.syntax.parse import parse
from tenet.types.tensor import DType, Interval, TensorType

SHARDS = 10
EACH = share(500, 100)
CODES = {rule.code for rule in rulebook()}


def assert_formatted(text: str) -> None:
    """The text parses, and formatting it changes neither its tree nor, again, its layout."""
    spec, found = parse(Source("spec.tenet", text))
    formatted = format_text(Source("spec.tenet", text))
    again, mistakes = parse(Source("spec.tenet", formatted))

    assert found == mistakes == ()
    assert again.items == spec.items
    assert [c.span.text.rstrip() for c in again.comments] == [
        c.span.text.rstrip() for c in spec.comments
    ]
    assert format_text(Source("spec.tenet", formatted)) == formatted


def elaborated(text: str) -> tuple[Diagnostic, ...]:
    """The errors of the language in a text; each finding, also of good practice, has a known code and a place."""
    source = Source("spec.tenet", text)
    made = elaborate(source)
    for diagnostic in report(made):
        assert diagnostic.rule.code in CODES
        assert diagnostic.message
        span = diagnostic.span
        assert span is None or 0 <= span.start <= span.end <= len(span.source.text)
    return made.diagnostics


@pytest.mark.parametrize("shard", range(SHARDS))
def test_texts_of_the_grammar(shard: int) -> None:
    def check(text: str) -> None:
        assert_formatted(text)
        elaborated(text)

    examine(EACH, shard, texts(), check)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_valid_models(shard: int) -> None:
    def check(text: str) -> None:
        assert_formatted(text)
        assert [(d.rule.code, d.message) for d in elaborated(text)] == []

    examine(EACH, shard, models(), check)


@pytest.mark.parametrize("count", range(3))
def test_every_operation_is_sampled(count: int) -> None:
    """One that is not needs settings that `sampling` can only be told: a hint there."""
    kinds = [TensorType(DType.F32, shape) for shape in (*SHAPES, (4, 6))]
    kinds.append(TensorType(DType.I64, (3,), Interval(0, 3)))
    kinds.append(TensorType(DType.BOOL, (6,)))
    choose = Dice(count)
    for definition in operations(count):
        tries = product(range(20), product(kinds, repeat=count))

        assert any(sample(definition, types, choose) for _, types in tries), definition.term()


def test_models_are_various() -> None:
    written: list[str] = []
    examine(200, 0, models(), written.append)
    words = {word for text in written for word in re.findall(r"\w+", text)}
    known = {op.term() for count in range(3) for op in operations(count)}

    assert {"param", "block", "for", "repeat", "if", "else", "shared", "return"} <= words
    assert len(known & words) > 30


def test_texts_have_mistakes_of_many_kinds() -> None:
    found: set[str] = set()

    def check(text: str) -> None:
        found.update(diagnostic.rule.code for diagnostic in elaborated(text))

    examine(100, 0, texts(), check)

    assert len(found) > 10
    assert not any(code.startswith("SYN") for code in found)
