"""What grows beyond every intention is found before it is built: at each limit, and just below it."""

from __future__ import annotations

import time

import pytest

from tenet.elaborate.experiment import elaborate
from tenet.frozen import replace
from tenet.limits import DEFAULT
from tenet.source import Source

BLOCKS = """
block inner(x; width) {
    return x -> dense(width)
}

block outer(x; width) {
    return x -> inner(width) -> inner(width)
}
"""


def found(body: str, **limits: int) -> list[str]:
    """What is found in a network of this line."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    text = f"{BLOCKS}\nnetwork(x: f32[4]) -> y {{\n{lines}}}\n"
    reports = elaborate(Source("spec.tenet", text), limits=replace(DEFAULT, **limits)).diagnostics
    return [f"{d.rule.code} {d.span.text if d.span else ''}" for d in reports]


AT = [
    ("steps", 1, "y = x -> relu", []),
    ("steps", 2, "h = x\ny = h -> relu", []),
    ("steps", 1, "h = x\ny = h -> relu", ["LIM001 y = h -> relu"]),
    ("steps", 8, "y = x\nrepeat 3 { y = y -> relu }", []),
    ("steps", 7, "y = x\nrepeat 3 { y = y -> relu }", ["LIM001 repeat 3"]),
    ("steps", 2, "y = x -> inner(4)", []),
    ("steps", 1, "y = x -> inner(4)", ["LIM001 inner(4)"]),
    ("nodes", 3, "y = x -> relu -> relu", []),
    ("nodes", 2, "y = x -> relu -> relu", ["LIM002 relu"]),
    ("nodes", 3, "y = x -> outer(4)", []),
    ("nodes", 2, "y = x -> outer(4)", ["LIM002 dense(width)"]),
    ("parameters", 10, "y = x -> dense(2)", []),
    ("parameters", 9, "y = x -> dense(2)", ["LIM003 dense(2)"]),
    ("parameters", 20, "shared s = dense(4)\ny = x -> s -> s -> s", []),
    ("parameters", 19, "shared s = dense(4)\ny = x -> s -> s -> s", ["LIM003 s"]),
    ("activations", 24, "y = x -> dense(2)", []),
    ("activations", 23, "y = x -> dense(2)", ["LIM004 dense(2)"]),
    ("activations", 15, "y = x -> dense(2)", ["LIM004 x"]),
    ("blocks", 2, "y = x -> outer(4)", []),
    ("blocks", 1, "y = x -> outer(4)", ["LIM005 inner(width)"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("limit", "most", "body", "expected"), AT, ids=[f"{row[0]} {row[1]} {row[2]}" for row in AT]
)
def test_at_the_limit(limit: str, most: int, body: str, expected: list[str]) -> None:
    assert found(body, **{limit: most}) == expected


HUGE = [
    ("h = x\nrepeat 1_000_000_000 { h = h -> relu }\ny = h", ["LIM001 repeat 1_000_000_000"]),
    ("h = x\nrepeat 10 ** 30 { h = h -> relu }\ny = h", ["LIM001 repeat 10 ** 30"]),
    ("h = x\nfor i in 0..10 ** 30 { h = h -> dense(i) }\ny = h", ["LIM001 for i in 0..10 ** 30"]),
    ("h = x\nfor i in 10 ** 30..10 ** 30 + 1 { h = h * (i - i + 1) }\ny = h", []),
    ("h = x\nrepeat 1000 {\n    repeat 1000 { h = h }\n}\ny = h", ["LIM001 repeat 1000"]),
    ("y = x -> dense(10 ** 12)", ["LIM003 dense(10 ** 12)"]),
    ("y = x -> inner(10 ** 12)", ["LIM003 dense(width)"]),
    ("y = x -> dense(2 ** 10 ** 9)", ["VAL006 2 ** 10 ** 9"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), HUGE, ids=[row[0] for row in HUGE])
def test_huge_texts_end_at_once(body: str, expected: list[str]) -> None:
    began = time.process_time()

    assert found(body) == expected
    assert time.process_time() - began < 5


def test_nothing_is_said_after_a_limit() -> None:
    body = "h = x -> dense(10 ** 12)\nz = h -> conv(3, 3)\ny = z -> dens(2)"

    assert found(body) == ["LIM003 dense(10 ** 12)"]
