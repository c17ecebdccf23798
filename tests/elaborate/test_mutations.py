"""Whatever is done to a spec, each finding has a place and words, and is found again."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tenet.diagnostics import Diagnostic
from tenet.elaborate.experiment import elaborate
from tenet.project.rulebook import rulebook
from tenet.source import Source

FOLDER = Path(__file__).parents[2] / "specs"
CONSTRUCTS = """
param widths = [8, 4]
param deep: bool = true

block residual(x; width, stride=1, activation=relu) {
    main = x -> dense(width) -> activation -> dense(width, bias=false)
    skip = x
    if stride != 1 or x.features != width {
        skip = x -> dense(width, name="skip")
    }
    return main + skip -> activation, skip
}

block windows(x: f32[T, F]; size=2) {
    return x[..-2, 0..F - 1] -> reshape((T - 1) * F // size, size)
}

data {
    source = csv("rows.csv")
    x      = columns(["a", "b", "c"]) -> standardize
    hint   = columns(["d", "e"]) -> min_max
    kind   = column("kind") -> categories(0..2)
    split  = random(train=60%, validation=20%, test=20%)
}

network(x, hint = none) -> probability: f32[3] {
    shared head = dense(4) -> tanh
    h, skips = (x, [])
    for width, act in [[widths[0], relu], [widths[1], tanh]] {
        h, skip = h -> residual(width, activation=act)
        skips = [skip] + skips
    }
    repeat 2 { h = h -> head }
    if hint != none {
        h = (h, hint) -> concat -> dense(4, weight=parameter([4, 6]), name="hinted")
    } else if deep and not training {
        h = h * sqrt(mod(7, 4) / 3)
    }
    h = (h, skips[1..]) -> concat -> dense(4) -> dropout(0.5 if training else 10%)
    probability = h + head.dense.bias -> dense(data.kind.classes) -> softmax
}

train {
    fit       = cross_entropy(probability, kind)
    loss      = fit + 1e-4 * l2(weights)
    optimizer = adamw(1e-3)
    epochs    = 3
    metrics {
        right = accuracy(probability, kind)
        score = f1(average=macro)
    }
}
"""
SPECS = (*(path.read_text("utf-8") for path in sorted(FOLDER.glob("*.tenet"))), CONSTRUCTS)
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
    return elaborate(Source(str(FOLDER / "spec.tenet"), text)).diagnostics


def test_the_texts_have_no_mistakes_of_their_own() -> None:
    assert [d.message for text in SPECS for d in judged(text)] == []


@settings(deadline=None)
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
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(diagnostic.span.source.text)
        assert not LEAK.search(diagnostic.message + (diagnostic.help or ""))
    again = judged(text)
    assert [shown(d) for d in again] == [shown(d) for d in found]


def shown(diagnostic: Diagnostic) -> tuple[object, ...]:
    """What is the same for two sources with one text."""
    span = diagnostic.span
    place = None if span is None else (span.start, span.end)
    return diagnostic.rule.code, place, diagnostic.message, diagnostic.help
