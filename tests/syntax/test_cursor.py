"""Where a cursor stands, in texts that are being written."""

from __future__ import annotations

import pytest

from tenet.source import Source
from tenet.syntax.cursor import Cursor, cursor


def at(marked: str) -> Cursor:
    offset = marked.index("|")
    return cursor(Source("spec.tenet", marked.replace("|", "")), offset)


@pytest.mark.parametrize(
    ("marked", "word", "before", "bodies"),
    [
        ("im|", "im", "\n", ()),
        ("network(x: f32[3]) -> y {\n    y = x -> de|", "de", "->", ("network",)),
        ("train {\n    opt|", "opt", "\n", ("train",)),
        ("train {\n    metrics {\n        a = |", "", "=", ("train", "metrics")),
        ("network(x: f|", "f", ":", ()),
        ("data {\n    a = 1\n}\n|", "", "\n", ()),
        ("network(x) -> y {\n    for i in 0..3 {\n        |", "", "\n", ("network", "for")),
        ("block b(x) {\n    return vision.res|", "res", ".", ("block",)),
    ],
)
def test_word_and_surroundings(
    marked: str, word: str, before: str, bodies: tuple[str, ...]
) -> None:
    found = at(marked)

    assert (found.word, found.before, found.bodies) == (word, before, bodies)


@pytest.mark.parametrize(
    ("marked", "head", "commas", "given", "name"),
    [
        ("y = x -> conv(|", "conv", 0, (), ""),
        ("y = x -> conv(16, 3, pad|", "conv", 2, (), ""),
        ("y = x -> conv(16, padding=|", "conv", 1, ("padding",), "padding"),
        ("y = x -> vision.residual(8, stride=2, |", "vision.residual", 2, ("stride",), ""),
        ("y = f(g(1, 2), [3, 4], |", "f", 2, (), ""),
        ("y = f([1, |", "f", 0, (), ""),
    ],
)
def test_the_call_around(marked: str, head: str, commas: int, given: tuple[str, ...], name: str) -> None:  # fmt: skip
    call = at(f"network(x: f32[3]) -> y {{\n    {marked}").call
    assert call is not None

    assert (call.head, call.commas, call.given, call.name) == (head, commas, given, name)


@pytest.mark.parametrize("marked", ["network(x) -> y {\n    y = (a, |", "train {\n    batch = |"])
def test_no_call_around(marked: str) -> None:
    assert at(marked).call is None


@pytest.mark.parametrize(
    ("marked", "flow"), [("y = (a, b) -> |", "y = (a, b)"), ("y = x\n    -> re|", "y = x"), ("y = x|", None)]
)  # fmt: skip
def test_what_flows_here(marked: str, flow: str | None) -> None:
    found = at(marked)

    assert (None if found.flow is None else marked[: found.flow]) == flow


@pytest.mark.parametrize(
    ("marked", "entry"),
    [
        ("train {\n    optimizer = ad|", "optimizer"),
        ("train {\n    a = 1\n    b|", ""),
        ("train {\n    loss = a\n        + b|", "loss"),
        ("param width: int = |", "width"),
    ],
)
def test_the_entry_that_is_written(marked: str, entry: str) -> None:
    assert at(marked).entry == entry
