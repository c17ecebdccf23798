"""Which name is bound where, and who uses it: the words that stand for one thing, by the line they stand on."""

from __future__ import annotations

import pytest

from tenet.analysis.names import Kind, Names
from tenet.analysis.resolving import names
from tenet.source import Source
from tenet.syntax.parse import parse

LIBRARY = """\
param factor = 2
block part(x; units, dropout=0.1) {
    return x -> dense(units * factor) -> dropout(dropout)
}
"""
TEXT = """\
import "library.tenet" as library
param relu = 3
data {
    source = csv("rows.csv")
    image = columns("p_*") -> min_max
    label = column("y") -> categories(0..9)
    split = random(train=80%, validation=10%, test=10%, stratify=label)
}
block own(x: f32[T, F]; image, padding=same) {
    h = x -> conv(F, relu, padding=same) -> relu
    for n in 0..image {
        h = h + n
        local = h -> layer_norm
        h = local -> relu
    }
    return h
}
network(image) -> score {
    shared head = dense(data.label.classes)
    score = image -> own(image=library.factor) -> head -> softmax
    if relu == 3 {
        score = image -> library.part(units=3) -> head
    }
}
train {
    loss = cross_entropy(score, label) + extra
    extra = 1e-4 * l2(weights)
    optimizer = adam(1e-3)
    epochs = 1
}
sweep {
    space {
        relu = [3, 4]
    }
}
"""


def resolved() -> Names:
    library = names(parse(Source("library.tenet", LIBRARY))[0], lambda _: None)
    return names(parse(Source("main.tenet", TEXT))[0], lambda _: library)


@pytest.mark.parametrize(
    ("place", "lines", "kind"),
    [
        ("library\n", [1, 20, 22], Kind.MODULE),
        ("relu = 3", [2, 10, 21, 33], Kind.PARAM),
        ("image = columns", [5, 18, 20, 22], Kind.FIELD),
        ("label = column", [6, 7, 19, 26], Kind.FIELD),
        ("own(x", [9, 20], Kind.BLOCK),
        ("x: f32", [9, 10], Kind.INPUT),
        ("F]; image", [9, 10], Kind.SIZE),
        ("image, padding", [9, 11, 20], Kind.SETTING),
        ("h = x", [10, 12, 12, 13, 14, 16], Kind.VALUE),
        ("n in 0", [11, 12], Kind.TURN),
        ("local = h", [13, 14], Kind.VALUE),
        ("score {", [18, 20, 22, 26], Kind.VALUE),
        ("head = dense", [19, 20, 22], Kind.SHARED),
        ("extra = 1e-4", [26, 27], Kind.VALUE),
    ],
)
def test_a_name_and_its_uses(place: str, lines: list[int], kind: Kind) -> None:
    found = resolved()
    at = found.at(TEXT.index(place))
    assert at is not None

    assert at.symbol.kind is kind
    assert [o.span.first.line for o in found.of(at.symbol)] == lines


@pytest.mark.parametrize(
    "place", ["relu\n    for", "same)", "softmax", "cross_entropy", "dense(data"]
)
def test_things_of_the_catalogue_are_no_names_of_the_text(place: str) -> None:
    assert resolved().at(TEXT.index(place)) is None


@pytest.mark.parametrize(
    ("place", "word", "line"), [("part(units", "part", 2), ("units=3", "units", 2), ("factor) ->", "factor", 1)]
)  # fmt: skip
def test_names_of_an_imported_file(place: str, word: str, line: int) -> None:
    found = resolved().at(TEXT.index(place))
    assert found is not None
    span = found.symbol.span

    assert (span.source.name, span.text, span.first.line) == ("library.tenet", word, line)


def test_a_setting_hides_no_operation_where_it_is_called() -> None:
    found = names(parse(Source("library.tenet", LIBRARY))[0], lambda _: None)
    called, given = (found.at(LIBRARY.index(words) + n) for words, n in (("> dropout", 2), ("dropout)", 0)))  # fmt: skip

    assert called is None
    assert given is not None
    assert given.symbol.kind is Kind.SETTING


def test_a_use_is_of_what_was_bound_last_before_it() -> None:
    found = resolved().at(TEXT.index("h + n"))
    assert found is not None

    assert found.bound.first.line == 10
    assert found.symbol.span.first.line == 10


def test_what_is_in_force() -> None:
    found = resolved()
    inside = {s.name for s in found.in_force(TEXT.index("local -> relu"))}
    behind = {s.name for s in found.in_force(TEXT.index("head -> softmax"))}

    assert {"local", "h", "n", "x", "image", "relu", "own", "library"} <= inside
    assert {"local", "h", "n"} & behind == set()
    assert {"head", "score", "image"} <= behind
