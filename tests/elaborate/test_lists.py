"""Lists and their places, slices of tensors, open ranges, sizes that are known only with the data."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tenet.ir.graph import Graph

Said = Callable[..., list[str]]
Built = Callable[..., Graph]


def spec(body: str, inputs: str = "x: f32[6, 5], z: f32[6, 5]") -> str:
    """A network of these lines; what it does not use of its inputs is not wanted."""
    names = [part.split(":")[0].strip() for part in inputs.split(";")]
    lines = "".join(f"    {line}\n" for line in (*body.split("\n"), *(f"_ = {n}" for n in names)))
    return f"network({inputs.replace(';', ',')}) -> y {{\n{lines}}}\n"


LISTS = [
    ("y = [x, z] -> concat", "f32[6, 10]"),
    ("y = concat([x, z])", "f32[6, 10]"),
    ("y = concat(x, [z, [x]])", "f32[6, 15]"),
    ("y = ([x, z] + [x]) -> concat", "f32[6, 15]"),
    ("s = [x, z]\ny = s[0] + s[-1]", "f32[6, 5]"),
    ("s = [x, z, x]\ny = s[1..] -> concat", "f32[6, 10]"),
    ("s = [x, z, x]\ny = s[..-2] -> concat", "f32[6, 10]"),
    ("s = [x, z, x]\ny = s[0..1] -> concat", "f32[6, 10]"),
    ("s = [x, z, x]\ny = s[-2..-1] -> concat", "f32[6, 10]"),
    ("s = [x, z, x]\ny = s[..] -> concat", "f32[6, 15]"),
    ("s = []\nfor w in [1, 2] { s = [x -> dense(w)] + s }\ny = s -> concat", "f32[6, 3]"),
    ("s = []\nfor w in [1, 2] { s = [x -> dense(w)] + s }\ny = s[0]", "f32[6, 2]"),
    ("y = x\nfor h in [x, z] { y = y + h }", "f32[6, 5]"),
    ("y = x\nfor h, w in [[x, 2], [z, 3]] { y = (y, h -> dense(w)) -> concat }", "f32[6, 10]"),
    ("w = [8, [4, 2]]\ny = x -> dense(w[1][0])", "f32[6, 4]"),
    ("w = [8, 4]\ny = x\nfor i in 0..1 { y = y -> dense(w[i]) }", "f32[6, 4]"),
    ("a = [relu, tanh]\ny = x -> (a[1])", "f32[6, 5]"),
]


@pytest.mark.parametrize(("body", "kind"), LISTS, ids=[row[0] for row in LISTS])
def test_lists(body: str, kind: str, built: Built) -> None:
    assert built(spec(body, "x: f32[6, 5]; z: f32[6, 5]")).outputs["y"].type.bare == kind


SLICES = [
    ("x: f32[6, 5]", "x[0]", "f32[5]"),
    ("x: f32[6, 5]", "x[-1]", "f32[5]"),
    ("x: f32[6, 5]", "x[1..]", "f32[5, 5]"),
    ("x: f32[6, 5]", "x[..-2]", "f32[5, 5]"),
    ("x: f32[6, 5]", "x[..]", "f32[6, 5]"),
    ("x: f32[6, 5]", "x[2..3]", "f32[2, 5]"),
    ("x: f32[6, 5]", "x[-3..-2]", "f32[2, 5]"),
    ("x: f32[6, 5]", "x[2..2]", "f32[1, 5]"),
    ("x: f32[6, 5]", "x[.., 2..2]", "f32[6, 1]"),
    ("x: f32[6, 5]", "x[.., 2]", "f32[6]"),
    ("x: f32[6, 5]", "x[1..2, ..3]", "f32[2, 4]"),
    ("x: f32[6, 5]", "x[0, 0]", "f32"),
    ("x: f32[6, 5]", "x[0][0]", "f32"),
    ("x: f32[6, 5]", "x[x.shape[0] // 2..]", "f32[3, 5]"),
    ("x: f32[6, 5]", "(x -> relu)[1..]", "f32[5, 5] in 0.."),
    ("x: f32[6, 5] in 0..1", "x[1..]", "f32[5, 5] in 0..1"),
    ("x: i64[T, 5]", "x[1..]", "i64[T - 1, 5]"),
    ("x: f32[T, 5]", "x[..-2]", "f32[T - 1, 5]"),
    ("x: f32[T, 5]", "x[-1]", "f32[5]"),
    ("x: f32[T, 5]", "x[T - 1]", "f32[5]"),
    ("x: f32[T, 5]", "x[0..T - 2]", "f32[T - 1, 5]"),
    ("x: f32[T <= 8, 5]", "parameter([8, 5])[0..T - 1] + x", "f32[T, 5]"),
    ("x: f32[T, 5]", "x + (arange(T) -> embedding(5, rows=8))", "f32[T, 5]"),
    ("x: f32[2 * T, 5]", "x -> reshape(x.shape[0] // 2, 2, 5)", "f32[T, 2, 5]"),
]


@pytest.mark.parametrize(
    ("inputs", "value", "kind"), SLICES, ids=[f"{row[0]} {row[1]}" for row in SLICES]
)
def test_slices(inputs: str, value: str, kind: str, built: Built) -> None:
    assert str(built(spec(f"y = {value}", inputs)).outputs["y"].type) == kind


FOUND = [
    ("x: f32[6, 5]", "[x][1]", ["BLK005 [x][1]"]),
    ("x: f32[6, 5]", "[x, x][-3]", ["BLK005 [x, x][-3]"]),
    ("x: f32[6, 5]", "[][0]", ["BLK005 [][0]"]),
    ("x: f32[6, 5]", "[x][0, 0]", ["BLK005 [x][0, 0]"]),
    ("x: f32[6, 5]", "[x][0.0]", ["BLK005 0.0"]),
    ("x: f32[6, 5]", "[x][true]", ["BLK005 true"]),
    ("x: f32[6, 5]", '[x]["a"]', ['BLK005 "a"']),
    ("x: f32[6, 5]", "[x][none]", ["BLK005 none"]),
    ("x: f32[6, 5]", "[x][x]", ["BLK005 x"]),
    ("x: f32[6, 5]", "[x][[0]]", ["BLK005 [0]"]),
    ("x: f32[6, 5]", "[x][0..0.5]", ["BLK005 0..0.5"]),
    ("x: f32[6, 5]", "[x][wrong]", ["NAM001 wrong"]),
    ("x: f32[6, 5]", "wrong[0]", ["NAM001 wrong"]),
    ("x: f32[6, 5]", "wrong[nowhere]", ["NAM001 wrong", "NAM001 nowhere"]),
    ("x: f32[T, 5]", "[x][T]", ["BLK005 [x][T]"]),
    ("x: f32[6, 5]", "x[6]", ["TYP001 x[6]"]),
    ("x: f32[6, 5]", "x[-7]", ["TYP001 x[-7]"]),
    ("x: f32[6, 5]", "x[3..2]", ["TYP001 x[3..2]"]),
    ("x: f32[6, 5]", "x[4..9]", ["TYP001 x[4..9]"]),
    ("x: f32[6, 5]", "x[0, 0, 0]", ["BLK005 x[0, 0, 0]"]),
    ("x: f32", "x[0]", ["BLK005 x[0]"]),
    ("x: f32[6, 5]", "x[0.5]", ["BLK005 0.5"]),
    ("x: f32[6, 5]", "x[x]", ["BLK005 x"]),
    ("x: f32[T, 5]", "x[T]", ["TYP001 x[T]"]),
    ("x: f32[T, 5]; z: f32[K]", "x[K]", ["TYP001 x[K]"]),
    ("x: f32[T, 5]", "parameter([8, 5])[0..T - 1]", ["TYP001 parameter([8, 5])[0..T - 1]"]),
    ("x: f32[6, 5]", "relu[0]", ["TYP006 relu"]),
    ("x: f32[6, 5]", '"abc"[0]', ['TYP006 "abc"']),
    ("x: f32[6, 5]", "3[0]", ["TYP006 3"]),
    ("x: f32[6, 5]", "(0..3)[0]", ["TYP006 (0..3)"]),
    ("x: f32[6, 5]", "[x] * 2", ["VAL006 [x] * 2"]),
    ("x: f32[6, 5]", "[x] + x", ["TYP006 [x] + x"]),
    ("x: f32[6, 5]", "[x, 3] -> concat", ["TYP006 concat"]),
    ("x: f32[6, 5]", "[3, 4] -> concat", ["TYP006 [3, 4]"]),
    ("x: f32[6, 5]", "[x, x] -> relu", ["TYP003 relu"]),
    ("x: f32[6, 5]", "x -> dense(8, [x])", ["VAL008 [x]"]),
    ("x: f32[6, 5]", "[x]", ["TYP006 y"]),
    ("x: f32[6, 5]", "[]", ["TYP006 y"]),
]


@pytest.mark.parametrize(
    ("inputs", "value", "expected"), FOUND, ids=[f"{row[0]} {row[1]}" for row in FOUND]
)
def test_found(inputs: str, value: str, expected: list[str], said: Said) -> None:
    assert said(spec(f"y = {value}", inputs)) == expected
