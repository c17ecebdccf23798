"""Whatever is written, a tree comes back; and formatting changes neither tree nor itself."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tenet.frozen import fields
from tenet.source import Source
from tenet.syntax.format import format_text
from tenet.syntax.parse import parse
from tenet.syntax.tree import Node

SPECS = (
    """# Handwritten digits: a small residual network over 8x8 grey images.

import vision

param width: int in 4..256 = 16

data {
    source = csv("data/digits.csv")
    image  = columns("pixel_*") -> reshape(1, 8, 8) -> min_max
    split  = random(train=70%, validation=15%, seed=7)
}

network(image: f32[1, 8, 8] in 0..1) -> probability: f32[10] {
    x = image -> conv(width, 3) -> batch_norm -> relu
    for stage in 0..2 {
        x = x -> vision.residual(width * 2 ** stage, stride = 1 if stage == 0 else 2)
    }
    probability = x -> global_avg_pool -> dense(10) -> softmax
}
""",
    """block residual(x; channels, stride=1, activation=relu) {
    main = x -> conv(channels, 3, stride=stride, bias=false) -> batch_norm -> activation
        -> conv(channels, 3, bias=false) -> batch_norm
    skip = x
    if stride != 1 or x.channels != channels {
        skip = x[.., 1..] -> conv(channels, 1)
    } else {
        skip = x[..-2]
    }
    return main + skip -> activation, main
}

train {
    loss = mse(a, b) + 1e-3 * l1(code)  # both
    metrics { word_f1 = f1(word, tokens) }
}
""",
)
WORDS = (
    *["(", ")", "[", "]", "{", "}", ",", ";", ":", ".", "=", "==", "<", "->", "+", "-", "*", "/", "//", "**", "..", "%", "15%", "3", "1e-3", "x", "f", '"s"', "'", '"', "\\", "#", "$", "\n"],
    *["import", "as", "param", "block", "network", "shared", "for", "in", "repeat", "if", "else", "return", "and", "or", "not", "none"],
    "\n", "\n\n", "\r\n", "\t", "\f", "\0", "\ufeff", "\u00a0", "é", "😀", "# c\n", "data {",
)  # fmt: skip


def spans(node: Any) -> list[tuple[int, int]]:
    """The spans of a tree, a node's before those of its parts."""
    if isinstance(node, tuple):
        return [span for part in node for span in spans(part)]
    if not isinstance(node, Node):
        return []
    own = node.span
    parts = [getattr(node, name) for name in fields(node) if name != "span"]
    inner = [span for part in parts for span in spans(part)]
    assert all(own.start <= start <= end <= own.end for start, end in inner)
    return [(own.start, own.end), *inner]


def check(text: str) -> None:
    spec, found = parse(Source("t", text))

    spans(spec.items)
    for diagnostic in found:
        assert diagnostic.span is not None
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(text)
        assert diagnostic.message
    if found:
        return
    formatted = format_text(Source("t", text))
    again, mistakes = parse(Source("t", formatted))
    assert mistakes == ()
    assert again.items == spec.items
    assert len(again.comments) == len(spec.comments)
    assert format_text(Source("t", formatted)) == formatted


@given(st.text())
def test_any_text(text: str) -> None:
    check(text)


@given(st.lists(st.sampled_from(WORDS)))
def test_any_words(words: list[str]) -> None:
    check(" ".join(words))


@given(
    st.sampled_from(SPECS),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 9), st.sampled_from(WORDS))),
)
def test_mutated_specs(text: str, changes: list[tuple[int, int, str]]) -> None:
    for at, length, word in changes:
        place = at % len(text)
        text = text[:place] + word + text[place + length :]
    check(text)


@given(st.sampled_from(SPECS), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 3))))
def test_specs_laid_out_otherwise(text: str, changes: list[tuple[int, int]]) -> None:
    for at, kind in changes:
        place = text.find(" ", at % len(text))
        text = text[:place] + ("\n", "  ", " # c\n", "\n\n\n")[kind] + text[place:]
    check(text)


def test_spans_are_looked_at() -> None:
    spec, _ = parse(Source("t", SPECS[0]))

    assert len(spans(spec.items)) > 100


def test_specs_are_in_canonical_style() -> None:
    for text in SPECS:
        assert format_text(Source("t", text)) == text
