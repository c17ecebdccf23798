"""What is done to a text: bytes of it changed, words of it changed, all but its beginning left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import strategies as st

WORD = re.compile(r"\w+|\s+|->|\.\.|\*\*|[^\w\s]")
FOREIGN = (
    *["(", ")", "[", "]", "{", "}", ",", ";", ":", ".", "=", "==", "<", "->", "+", "-", "*", "**", "..", "%", "15%", "\n"],
    *["import", "as", "param", "block", "network", "shared", "for", "in", "repeat", "if", "else", "return", "and", "not", "none", "true"],
    *["0", "-1", "3", "1e-3", "2**70", '"s"', '"', "'", "\\", "#", "$", "é", "x", "T", "dense", "softmax", "training", "data", "f32[3]", "(x, x)", "[x, x]", "[]"],
)  # fmt: skip
"""Words that a text may not have."""

_place = st.integers(0, 100_000)
_changes = st.lists(st.tuples(st.integers(0, 5), _place, _place), min_size=1, max_size=4)


@st.composite
def changed_words(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """A text with some words left out, doubled, swapped, copied, or replaced by words of other texts."""
    words = WORD.findall(draw(texts))
    for kind, first, second in draw(_changes):
        here, there = first % len(words), second % len(words)
        foreign = FOREIGN[second % len(FOREIGN)]
        if kind == 0:
            words[here] = ""
        elif kind == 1:
            words[here] *= 2
        elif kind == 2:
            words[here], words[there] = words[there], words[here]
        elif kind == 3:
            words[here] = words[there]
        else:
            words[here] = foreign if kind == 4 else words[here] + foreign
    return "".join(words)


@st.composite
def changed_alike(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """A text with some words replaced by others of their kind, so that it still parses, mostly."""
    words = WORD.findall(draw(texts))
    for first, second in draw(st.lists(st.tuples(_place, _place), min_size=1, max_size=3)):
        here = first % len(words)
        alike = [word for word in words if _kind(word) == _kind(words[here])]
        words[here] = alike[second % len(alike)]
    return "".join(words)


def _kind(word: str) -> str:
    if word[0].isspace() or not (word[0].isalnum() or word[0] == "_"):
        return word if word in "(){}[]" else "sign" if not word[0].isspace() else "space"
    return "number" if word[0].isdigit() else "name"


@st.composite
def changed_bytes(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> bytes:
    """The bytes of a text, some left out, put in or replaced."""
    content = bytearray(draw(texts).encode())
    for kind, place, value in draw(_changes):
        here = place % len(content)
        new = bytes([value % 256]) * (kind != 0)
        content[here : here + (kind < 4)] = new
    return bytes(content)


@st.composite
def beginnings(draw: st.DrawFn, texts: Sequence[str]) -> str:
    """A text up to any place."""
    text = draw(st.sampled_from(texts))
    return text[: draw(st.integers(0, len(text)))]
