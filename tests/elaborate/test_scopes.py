"""Which names are in force in loops, conditions and blocks, and which of them nobody uses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Said = Callable[..., list[str]]

BODY = "param n = {n}\n\nnetwork(x: f32[4]) -> y {{\n    _ = n\n{lines}}}\n"


def spec(body: str, n: int = 1) -> str:
    """A network of these lines, which may ask for the param `n`."""
    return BODY.format(n=n, lines="".join(f"    {line}\n" for line in body.split("\n")))


SCOPES = [
    ("a loop rebinds a name around it",
     "h = x\nfor i in 1..3 { h = h -> dense(i) }\ny: f32[3] = h", []),
    ("a loop that has no turns leaves all as it is",
     "h = x\nrepeat 0 { h = h -> dense(9) }\ny: f32[4] = h", []),
    ("a range that crosses is empty",
     "h = x\nfor i in 3..2 { h = h -> dense(i) }\ny: f32[4] = h", []),
    ("a name first bound in a loop ends with it",
     "h = x\nrepeat 2 {\n    inner = h -> dense(4)\n    h = inner -> relu\n}\ny = inner",
     ["NAM001 inner"]),
    ("so does the loop's variable",
     "h = x\nfor i in 1..2 { h = h -> dense(i) }\ny = h -> dense(i)", ["NAM001 i"]),
    ("a loop's variable leaves a name like it alone",
     "i = 7\nh = x\nfor i in 1..2 { h = h -> dense(i) }\ny: f32[7] = h -> dense(i)", []),
    ("a loop's own name is new in each turn",
     "h = x\nfor i in 1..2 {\n    w = i\n    w = w * 2\n    h = h -> dense(w)\n}\ny: f32[4] = h",
     []),
    ("several variables, one of them not wanted",
     "h = x\nfor w, _ in [[8, 1], [4, 2]] { h = h -> dense(w) }\ny: f32[4] = h", []),
    ("a loop of nothing but turns", "h = x\nfor _ in 0..1 { h = h -> dense(5) }\ny: f32[5] = h", []),
    ("a condition rebinds a name around it",
     "h = x\nif true { h = h -> dense(9) }\ny: f32[9] = h", []),
    ("a body inside a body rebinds it too",
     "h = x\nif true {\n    repeat 2 { h = h -> dense(9) }\n}\ny: f32[9] = h", []),
    ("a body inside the branch not taken rebinds it there",
     "h = x\nif false {\n    repeat 2 { h = h -> dense(9) }\n}\ny: f32[4] = h", []),
    ("a binding keeps its promise", "n: int in 1..9 = 3\ny: f32[3] = x -> dense(n)", []),
    ("a binding breaks it", "n: int in 1..2 = 3\ny = x -> dense(n)", ["VAL007 n: int in 1..2"]),
    ("a name used twice after its body is said once",
     "if true { h = x -> relu }\na = h\nb = h\ny = (a, b) -> concat", ["NAM001 h"]),
    ("an operation that a body has bound",
     "if true { act = relu }\ny = x -> act", ["NAM001 act"]),
    ("a name bound later in the same body",
     "y = h -> relu\nh = x -> dense(4)", ["NAM001 h"]),
    ("a body that could not be read binds its names",
     "if true { h = x -> dense(4) + x }\ny = x -> relu", ["SYN011 +"]),
    ("the branch not taken could not be read",
     "if true { h = x -> relu } else { h = x -> dense(4) + x }\ny = h", ["SYN011 +"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), [r[1:] for r in SCOPES], ids=[r[0] for r in SCOPES])
def test_scopes(body: str, expected: list[str], said: Said) -> None:
    assert said(spec(body)) == expected


BRANCHES = [
    ("every branch binds it",
     "if n == 1 { h = x -> relu } else { h = x -> tanh }", []),
    ("so does every one of three",
     "if n == 1 { h = x -> relu } else if n == 2 { h = x -> tanh } else { h = x }", []),
    ("and a branch in which both inner ones bind it", ("if n == 1 { h = x } else {\n"
     "    if n == 2 { h = x -> relu } else { h = x -> tanh }\n}"), []),
    ("there is one branch", "if n == 1 { h = x -> relu }", ["NAM001 h"]),
    ("the last else is missing",
     "if n == 1 { h = x -> relu } else if n == 2 { h = x -> tanh }", ["NAM001 h"]),
    ("one branch does not", "if n == 1 { h = x } else { _ = x }", ["NAM001 h"]),
    ("an inner condition does not always", ("if n == 1 { h = x } else {\n"
     "    if n == 2 { h = x -> relu }\n}"), ["NAM001 h"]),
    ("a loop's name ends with the turn", ("if n == 1 { h = x } else {\n"
     "    repeat 2 { h = x -> relu }\n}"), ["NAM001 h"]),
]  # fmt: skip


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize(
    ("body", "expected"), [r[1:] for r in BRANCHES], ids=[r[0] for r in BRANCHES]
)
def test_what_lives_on_does_not_depend_on_the_branch(
    body: str, expected: list[str], n: int, said: Said
) -> None:
    assert [
        found for found in said(spec(f"{body}\ny = h -> dense(2)", n)) if "NAM007" not in found
    ] == (expected)


UNUSED = [
    ("a loop's variable", "h = x\nfor i in 0..1 { h = h -> relu }\ny = h", ["NAM007 i"]),
    ("a name in a loop", "h = x\nrepeat 2 {\n    z = h\n    h = h -> relu\n}\ny = h", ["NAM007 z"]),
    ("a name under a condition", "if true { z = x }\ny = x -> relu", ["NAM007 z"]),
    ("a name bound in both branches",
     "if true { z = x } else { z = x -> relu }\ny = x -> relu", ["NAM007 z"]),
    ("what is shared", "shared s = dense(4)\ny = x -> relu", ["NAM007 s"]),
    ("what only the branch not taken uses",
     ("a = dense(4)\nshared b = dense(4)\nc = x -> relu\n"
     "if false { y = (x -> a, x -> b, c) -> concat } else { y = x }"), []),
    ("what only a loop without turns uses",
     "a = dense(4)\ny = x\nrepeat 0 { y = y -> a }", []),
    ("what only the next turn reads",
     "h = x\nlast = x\nrepeat 3 {\n    h = (h, last) -> concat\n    last = h\n}\ny = h -> relu", []),
    ("what the next turn would read, if there were one",
     "h = x\nlast = x\nrepeat 1 {\n    h = (h, last) -> concat\n    last = h\n}\ny = h -> relu", []),
    ("what the next turn reads under a condition",
     ("h = x\nlast = x\nfor i in 0..1 {\n    if i > 0 { h = (h, last) -> concat }\n    last = h\n}\n"
     "y = h -> relu"), []),
    ("what a turn binds and nobody reads",
     ("h = x\nlast = x -> relu\nh = (h, last) -> concat\nrepeat 2 {\n    h = h -> relu\n"
     "    last = h\n}\ny = h"), ["NAM007 last"]),
    ("it is said once, however many turns there are",
     "h = x\nrepeat 3 {\n    if true { z = h }\n    h = h -> relu\n}\ny = h", ["NAM007 z"]),
    ("and hides no mistake after it",
     "repeat 2 { z = x }\ny = x -> dens(2)", ["NAM007 z", "NAM002 dens"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), [r[1:] for r in UNUSED], ids=[r[0] for r in UNUSED])
def test_unused(body: str, expected: list[str], said: Said) -> None:
    assert said(spec(body)) == expected


CONSEQUENCES = [
    ("a loop through what is not there",
     "h = x\nfor i in wide { h = h -> dense(i) }\ny: f32[8] = h", ["NAM001 wide"]),
    ("a loop through what is no list",
     "h = x\nfor i in 3 { h = h -> dense(i) }\ny: f32[8] = h", ["BLK002 3"]),
    ("half a turn", "h = x\nrepeat 0.5 { h = h -> dense(8) }\ny: f32[8] = h", ["BLK002 0.5"]),
    ("turns that are truth values", "h = x\nrepeat true { h = h -> relu }\ny = h", ["BLK002 true"]),
    ("turns below none", "h = x\nrepeat 0 - 1 { h = h -> relu }\ny = h", ["BLK002 0 - 1"]),
    ("a loop through a tensor", "h = x\nfor r in x { h = h + r }\ny: f32[8] = h", ["BLK002 x"]),
    ("items of another length",
     "h = x\nfor a, b in [[1, 2], [3]] { h = h -> dense(a + b) }\ny: f32[3] = h", ["BLK003 a, b"]),
    ("items that are no lists",
     "h = x\nfor a, b in [1, 2] { h = h -> dense(a + b) }\ny: f32[3] = h", ["BLK003 a, b"]),
    ("a condition that is none",
     "if 1 { h = x -> relu } else { h = x -> tanh }\ny: f32[8] = h", ["VAL006 1"]),
    ("a condition on a tensor",
     "h = x\nif x > 0 { h = x -> dense(8) }\ny: f32[8] = h", ["VAL006 x > 0"]),
    ("a condition on what is not there",
     "h = x\nif deep { h = x -> dense(8) }\ny: f32[8] = h", ["NAM001 deep"]),
    ("a mistake in a turn", "h = x\nrepeat 2 { h = h -> dens(8) }\ny: f32[8] = h", ["NAM002 dens"]),
    ("a mistake in a later turn",
     "h = x\nfor w in [2, 0, 3] { h = h -> dense(w) }\ny: f32[8] = h", ["VAL001 w"]),
    ("a mistake in the branch taken",
     "h = x\nif true { h = h -> dens(8) }\ny: f32[8] = h", ["NAM002 dens"]),
    ("a mistake in the branch not taken",
     "h = x\nif false { h = h -> dens(8) }\ny: f32[4] = h", ["NAM002 dens"]),
    ("a mistake in a loop without turns",
     "h = x\nrepeat 0 { h = h -> dens(8) }\ny: f32[4] = h", ["NAM002 dens"]),
    ("shapes in the branch not taken are nobody's business",
     "y = x\nif false { y = x -> conv(8, 3) }", []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "expected"), [r[1:] for r in CONSEQUENCES], ids=[r[0] for r in CONSEQUENCES]
)
def test_nothing_is_said_of_consequences(body: str, expected: list[str], said: Said) -> None:
    assert said(spec(body)) == expected
