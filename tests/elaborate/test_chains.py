"""Where a mistake inside blocks, loops and networks comes from, and that it is told once."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Said = Callable[..., list[str]]
Told = Callable[..., list[tuple[str, ...]]]

BLOCKS = """
block layer(x; width) {
    return x -> dense(width)
}

block stage(x; width) {
    return x -> layer(width)
}

block tower(x; widths) {
    h = x
    for w in widths {
        h = h -> layer(w)
    }
    return h
}

block folded(x; size) {
    return x -> reshape(size, 2)
}
"""
WIDTH = "`units` of `dense` takes a whole number of at least 1, or a size, not"


def spec(body: str) -> str:
    """A network of these lines, with the blocks above it."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return f"{BLOCKS}\nnetwork(x: f32[4]) -> y {{\n{lines}}}\n"


CHAINS = [
    ("y = x -> layer(0)",
     "VAL001 width", f"{WIDTH} 0", ["layer(0): in `layer`, used here"]),
    ("y = x -> stage(0)",
     "VAL001 width", f"{WIDTH} 0",
     ["layer(width): in `layer`, used here", "stage(0): in `stage`, used here"]),
    ("h = x\nfor w in [2, 0] { h = h -> layer(w) }\ny = h",
     "VAL001 width", f"{WIDTH} 0",
     ["layer(w): in `layer`, used here", "for w in [2, 0]: in iteration 2, where `w` is 0"]),
    ("y = x -> tower([2, 3, 0])",
     "VAL001 width", f"{WIDTH} 0",
     ["layer(w): in `layer`, used here", "for w in widths: in iteration 3, where `w` is 0",
      "tower([2, 3, 0]): in `tower`, used here"]),
    ("h = x\nfor w in [0, 2] { h = h -> layer(w) }\ny = h",
     "VAL001 width", f"{WIDTH} 0", ["layer(w): in `layer`, used here"]),
    ("h = x\nrepeat 3 { h = (h, x) -> concat -> folded(4) -> flatten }\ny = h",
     "TYP001 reshape(size, 2)",
     "`reshape` cannot lay 12 numbers [12] out as [4, 2], which holds 8",
     ["concat: f32[12] comes from here", "folded(4): in `folded`, used here",
      "repeat 3: in iteration 2"]),
    ("h = x\nfor i, w in [[1, 2], [3, 0]] { h = h -> dense(w + 0 * i) }\ny = h",
     "VAL001 w + 0 * i", f"{WIDTH} 0",
     ["for i, w in [[1, 2], [3, 0]]: in iteration 2, where `i` is 3 and `w` is 0"]),
    ("h = x\nfor _, w in [[1, 2], [3, 0]] { h = h -> dense(w) }\ny = h",
     "VAL001 w", f"{WIDTH} 0",
     ["for _, w in [[1, 2], [3, 0]]: in iteration 2, where `w` is 0"]),
    ("h = x\nfor act in [relu, dense(0)] { h = h -> act }\ny = h",
     "VAL001 0", f"{WIDTH} 0", []),
    ("h = x\nfor act in [relu, reshape(3)] { h = h -> act }\ny = h",
     "TYP001 act", "`reshape` cannot lay 4 numbers [4] out as [3], which holds 3",
     ["act: f32[4] in 0.. comes from here",
      ("for act in [relu, reshape(3)]: in iteration 2, where `act` is the operation"
      " `reshape(sizes=[3])`")]),
    ("h = x\nfor i in 0..1 {\n    for j in 0..1 { h = h -> dense(3 - i - 2 * j) }\n}\ny = h",
     "VAL001 3 - i - 2 * j", f"{WIDTH} 0",
     ["for j in 0..1: in iteration 2, where `j` is 1", "for i in 0..1: in iteration 2, where `i` is 1"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "place", "message", "labels"), CHAINS, ids=[row[0] for row in CHAINS]
)
def test_chains(body: str, place: str, message: str, labels: list[str], told: Told) -> None:
    assert told(spec(body)) == [(place, message, *labels)]


ONCE = [
    ("a mistake in the text of a block that is used twice",
     "block f(x) {\n    return x -> dens(2)\n}\n", "x -> f -> f", ["NAM002 dens"]),
    ("and used by another block",
     "block f(x) {\n    return x -> dens(2)\n}\nblock g(x) {\n    return x -> f -> f\n}\n",
     "x -> f -> g", ["NAM002 dens"]),
    ("a mistake of some settings",
     "block f(x; k) {\n    return x -> dense(k)\n}\n", "(x -> f(0), x -> f(3), x -> f(0)) -> concat",
     ["VAL001 k"]),
    ("two mistakes in a block",
     "block f(x) {\n    h = x -> dens(2)\n    return x -> tnah\n}\n", "x -> f",
     ["NAM002 dens", "NAM002 tnah"]),
    ("two mistakes in two places of a block",
     "block f(x; k) {\n    h = x -> dense(k)\n    return h -> dense(k)\n}\n", "x -> f(0) -> f(0)",
     ["VAL001 k", "VAL001 k"]),
    ("what nobody uses in a block that is used twice",
     "block f(x) {\n    h = x -> tanh\n    return x -> relu\n}\n", "x -> f -> f", ["NAM007 h"]),
    ("a wrong default", "block f(x; k=dens(2)) {\n    return x -> k\n}\n", "x -> f -> f",
     ["NAM002 dens"]),
    ("a block that does not parse",
     "block f(x) {\n    h = x -> dense(2) + x\n    return h\n}\n", "x -> f -> conv(3, 3)",
     ["SYN011 +"]),
    ("a result that does not parse",
     "block f(x) {\n    return x -> dense(2) + x\n}\n", "x -> f -> conv(3, 3)", ["SYN011 +"]),
    ("a block that nobody can use",
     "block f(x; k {\n    return x -> dense(k)\n}\n", "x -> f(3) -> f(4)", ["SYN003 {"]),
    ("a block without a return",
     "block f(x) {\n    h = x -> relu\n}\n", "x -> f -> conv(3, 3)", ["SYN017 }"]),
    ("the result of what has a mistake",
     "block f(x) {\n    return x -> dens(2)\n}\n", "x -> f -> conv(3, 3)", ["NAM002 dens"]),
    ("several results of what has one",
     "block f(x) {\n    return x -> dens(2), x\n}\n", "x -> f -> concat -> conv(3, 3)",
     ["NAM002 dens"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("block", "value", "expected"), [row[1:] for row in ONCE], ids=[row[0] for row in ONCE]
)
def test_once(block: str, value: str, expected: list[str], said: Said) -> None:
    assert said(f"{block}\nnetwork(x: f32[4]) -> y {{\n    y = {value}\n}}\n") == expected


def test_a_long_chain_is_cut_short(told: Told) -> None:
    blocks = "".join(
        f"block b{n}(x; k) {{\n    return x -> b{n - 1}(k)\n}}\n\n" for n in range(1, 20)
    )
    last = "block b0(x; k) {\n    return x -> dense(k)\n}\n\n"
    (found,) = told(f"{last}{blocks}network(x: f32[4]) -> y {{\n    y = x -> b19(0)\n}}\n")

    assert [label.split(": ")[0] for label in found[2:]] == [f"b{n}(k)" for n in range(6)]


def test_a_network_that_another_applies(told: Told) -> None:
    """It is judged by itself and where it is applied; what both find is told once."""
    first = "network first(x: f32[4]) -> y {\n    y = x -> dense(2) -> conv(3, 3)\n}\n"
    second = "network second(x: f32[4]) -> y {\n    y = x -> first\n}\n"
    found = told(first + second)

    assert [(place, *labels) for place, _, *labels in found] == [
        ("TYP001 conv(3, 3)", "dense(2): f32[2] comes from here")
    ]
