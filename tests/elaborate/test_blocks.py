"""Blocks: inputs and settings, defaults, results, look-up of names, sizes that they bind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tenet.catalogue.setting import called
from tenet.ir.graph import Graph

Said = Callable[..., list[str]]
Built = Callable[..., Graph]

BLOCKS = """
param wide = 3

block layer(x; width=4, activation=relu) {
    return x -> dense(width) -> activation
}

block twice(x; width, inner=layer(5)) {
    return x -> dense(width) -> inner -> inner
}

block masked(x, mask=none; features=x.features) {
    h = x -> dense(features)
    if mask != none {
        h = h * mask
    }
    return h
}

block split(x; width=2) {
    left = x -> dense(width)
    return left, x -> relu
}

block padded(x; channels, padding=same) {
    return x -> conv(channels, 3, padding=padding)
}

block deeper(x; channels, style=valid, init=he_normal) {
    return x -> padded(channels, style) -> dense(channels, init=init)
}

block place(; size) {
    return parameter([size], init=zeros)
}

block square(x: f32[T, F]) {
    y: f32[F, T] = x -> permute(1, 0)
    return (x, y) -> matmul -> dense(T)
}

block relu_of(relu) {
    return relu -> relu
}
"""


def spec(body: str) -> str:
    """A network of these lines, with all the blocks above it."""
    lines = "".join(
        f"    {line}\n" for line in (*body.split("\n"), *["_ = x", "_ = z", "_ = t", "_ = wide"])
    )
    return f"{BLOCKS}\nnetwork(x: f32[4], z: f32[4], t: f32[6, 2]) -> y {{\n{lines}}}\n"


MADE = [
    ("x -> layer", "dense(units=4) relu"),
    ("x -> layer(8)", "dense(units=8) relu"),
    ("x -> layer(activation=tanh)", "dense(units=4) tanh"),
    ("x -> layer(8, leaky_relu(0.1))", "dense(units=8) leaky_relu(slope=0.1)"),
    ("x -> layer(8, dense(2) -> tanh)", "dense(units=8) dense(units=2) tanh"),
    ("layer(x, 8)", "dense(units=8) relu"),
    ("layer(x)", "dense(units=4) relu"),
    ("layer(x=x)", "dense(units=4) relu"),
    ("layer(8, x=x)", "dense(units=8) relu"),
    ("x -> layer(wide)", "dense(units=3) relu"),
    ("x -> layer(2 * x.features)", "dense(units=8) relu"),
    ("x -> (layer(2) -> tanh)", "dense(units=2) relu tanh"),
    ("x -> twice(3)", "dense(units=3) dense(units=5) relu dense(units=5) relu"),
    ("x -> twice(3, tanh)", "dense(units=3) tanh tanh"),
    ("x -> twice(3, inner=layer)", "dense(units=3) dense(units=4) relu dense(units=4) relu"),
    ("x -> masked", "dense(units=4)"),
    ("x -> masked(features=2)", "dense(units=2)"),
    ("x -> masked(mask=none)", "dense(units=4)"),
    ("x -> masked(mask=z)", "dense(units=4) mul"),
    ("(x, z) -> masked", "dense(units=4) mul"),
    ("masked(mask=z, x=x)", "dense(units=4) mul"),
    ("x + place(4)", "add"),
    ("x + place(size=x.features)", "add"),
    ("t -> padded(3)", "conv(channels=3, kernel=3, padding=same)"),
    ("t -> padded(3, causal)", "conv(channels=3, kernel=3, padding=causal)"),
    ("t -> padded(3, padding=causal)", "conv(channels=3, kernel=3, padding=causal)"),
    ("t -> padded(3, causal if wide > 2 else same)", "conv(channels=3, kernel=3, padding=causal)"),
    ("t -> deeper(3)", "conv(channels=3, kernel=3, padding=valid) dense(init=he_normal, units=3)"),
    ("t -> deeper(3, causal, zeros)",
     "conv(channels=3, kernel=3, padding=causal) dense(init=zeros, units=3)"),
    ("t -> square", "permute(order=[1, 0]) matmul dense(units=6)"),
    ("x -> relu_of", "relu"),
    ("(x -> split) -> concat", "dense(units=2) relu concat"),
    ("x -> split(3) -> concat", "dense(units=3) relu concat"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "operations"), MADE, ids=[row[0] for row in MADE])
def test_what_a_use_makes(value: str, operations: str, built: Built) -> None:
    graph = built(spec(f"y = {value}"))

    assert " ".join(called(node.op) for node in graph.nodes if node.inputs) == operations


RESULTS = [
    ("left, right = x -> split\ny = (left, right) -> concat", []),
    ("_, y = x -> split", []),
    ("y, _ = x -> split(3)", []),
    ("y = x -> split", ["BLK003 x -> split"]),
    ("a, b, y = x -> split", ["BLK003 x -> split"]),
    ("a, y = x -> layer", ["BLK003 x -> layer"]),
    ("y, right = x -> split", ["NAM007 right"]),
    ("y = (x -> split) -> relu", ["TYP003 relu"]),
    ("y = x -> split -> split -> concat", ["TYP003 split"]),
]


@pytest.mark.parametrize(("body", "expected"), RESULTS, ids=[row[0] for row in RESULTS])
def test_results(body: str, expected: list[str], said: Said) -> None:
    assert said(spec(body)) == expected


REFUSED = [
    ("x -> layer(8, layer(2))", ["BLK001 activation"]),
    ("x -> layer(8, tanh, 3)", ["VAL003 3"]),
    ("x -> relu_of(3)", ["VAL003 3"]),
    ("x -> layer(8, width=4)", ["VAL004 width=4"]),
    ("x -> layer(widht=4)", ["NAM003 widht"]),
    ("x -> layer(widht=wrong)", ["NAM003 widht"]),
    ("x -> layer(wrong)", ["NAM001 wrong"]),
    ("x -> layer(wrong, widht=4)", ["NAM001 wrong", "NAM003 widht"]),
    ("wrong -> layer(8)", ["NAM001 wrong"]),
    ("x -> layer(z)", ["TYP003 layer(z)"]),
    ("x -> layer(width=z)", ["VAL008 z"]),
    ("x -> layer(8, [z])", ["VAL008 [z]"]),
    ("x -> layer(0)", ["VAL001 width"]),
    ("x -> layer(8, wrong)", ["NAM001 wrong"]),
    ("x -> layer(8, 3)", ["TYP002 activation"]),
    ("x -> twice", ["VAL002 twice"]),
    ("x -> twice(inner=tanh)", ["VAL002 twice"]),
    ("twice(x)", ["VAL002 twice"]),
    ("x -> lyer(8)", ["NAM002 lyer"]),
    ("x -> wide(8)", ["TYP002 wide"]),
    ("x -> masked(x=z)", ["VAL004 masked(x=z)"]),
    ("x -> masked(mask=z, mask=z)", ["VAL004 mask=z"]),
    ("x -> masked(mask=2)", ["TYP006 2"]),
    ("(x, z, z) -> masked", ["TYP003 masked"]),
    ("masked(mask=z)", ["TYP006 y"]),
    ("layer", ["TYP006 y"]),
    ("layer(8)", ["TYP006 y"]),
    ("x + layer", ["TYP006 x + layer"]),
    ("-layer(8)", ["VAL006 -layer(8)"]),
    ("x + place(x)", ["VAL008 x"]),
    ("x -> place(4)", ["TYP003 place(4)"]),
    ("3 -> layer", ["TYP006 3"]),
    ("t -> padded(3, causl)", ["NAM001 causl"]),
    ("t -> deeper(3, causl)", ["NAM001 causl"]),
    ("x -> square", ["TYP004 square"]),
    ('x -> layer(name="a b")', ['VAL001 "a b"']),
    ("x -> layer(name=3)", ["VAL001 3"]),
    ("x -> layer(name=wrong)", ["NAM001 wrong"]),
]  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_refused(value: str, expected: list[str], said: Said) -> None:
    assert said(spec(f"y = {value}")) == expected


READY = [
    ("g = layer(8)\ny = x -> g", []),
    ("g = layer(8)\ny = (x -> g) + g(x)", []),
    ("g = layer\ny = (x -> g) + (x -> g(4))", []),
    ("g = masked(mask=z)\ny = x -> g", []),
    ("g = masked(features=4)\ny = (x -> g) + g(x, mask=z) + g(x, z) + g(mask=z, x=x)", []),
    ("g = masked(features=4)\ny = g(x, mask=none)", []),
    ("g = masked(features=4)\nh = g(mask=z)\ny = x -> h", []),
    ("g = layer(8)\ny = g(x, 4)", ["TYP006 4"]),
    ("g = layer(8)\ny = g(x, width=4)", ["NAM003 width"]),
    ("g = masked(features=4)\ny = g(x, maks=z)", ["NAM003 maks"]),
    ("g = masked(features=4)\ny = g(x, mask=2)", ["TYP006 2"]),
    ("g = masked(features=4)\ny = g(x, x=z)", ["VAL004 g(x, x=z)"]),
    ("g = masked(features=4)\ny = g(x, mask=z, mask=z)", ["VAL004 mask=z"]),
    ("g = masked(features=4)\ny = g(x, wrong)", ["NAM001 wrong"]),
    ("g = dense(8)\ny = g(x, 4)", ["TYP002 g"]),
    ("g = dense(8)\ny = g(x)", []),
    ("g = dense(8) -> relu\ny = g([x])", []),
    ("y = x\nfor g in [layer, layer(2), tanh] { y = y -> g }", []),
    ("y = x\nfor g, w in [[layer, 2], [twice, 3]] { y = y -> g(w) }", []),
]


@pytest.mark.parametrize(("body", "expected"), READY, ids=[row[0] for row in READY])
def test_bound_to_a_name(body: str, expected: list[str], said: Said) -> None:
    assert said(spec(body)) == expected


HEADERS = [
    ("block f(x; k: int in 1..9) { return x -> dense(k) }", "f(3)", []),
    ("block f(x; k: int in 1..9) { return x -> dense(k) }", "f(12)", ["VAL007 12"]),
    ("block f(x; k: int) { return x -> dense(k) }", "f(3.0)", ["VAL007 3.0"]),
    ("block f(x; k: int = 2.5) { return x -> dense(k) }", "f(3)", ["VAL007 2.5"]),
    ("block f(x; k: int in 1..9 = 12) { return x -> dense(k) }", "f(3)", ["VAL007 12"]),
    ("block f(x; k: whole) { return x -> dense(k) }", "f(3)", ["TYP005 whole"]),
    ("block f(x; k=j, j=3) { return x -> dense(k + j) }", "f(3)", ["NAM001 j"]),
    ("block f(x; j=3, k=j + 1) { return x -> dense(k) }", "f", []),
    ("block f(x; k=k) { return x -> dense(k) }", "f(3)", ["NAM001 k"]),
    ("block f(x; k=2 * x.features) { return x -> dense(k) }", "f", []),
    ("block f(x; k=2 * x.feature) { return x -> dense(k) }", "f", ["TYP007 feature"]),
    ("block f(x; k, k) { return x -> dense(k) }", "f(3)", ["NAM006 k"]),
    ("block f(x, k; k) { return x -> dense(k) }", "f(3)", ["NAM006 k"]),
    ("block f(x, m=3) { return x + m }", "f", ["TYP006 3"]),
    ("block f(x, m=none) { return x + m }", "f", ["TYP006 x + m"]),
    ("block f(x; k) { return x -> relu }", "f(3)", ["NAM007 k"]),
    ("block f(x) { return parameter([4]) }", "f", ["NAM007 x"]),
    ("block f(x: f32[4]) { return x -> relu }", "f", []),
    ("block f(x: f32[5]) { return x -> relu }", "f", ["TYP004 f"]),
    ("block f(x: i64[4]) { return x -> embedding(2) }", "f", ["TYP004 f"]),
    ("block f(x: f32[4] in 0..1) { return x -> relu }", "f", ["TYP004 f"]),
    ("block f(x: f32[T, F]) { return x -> dense(T * F) }", "f", ["TYP004 f"]),
    ("block f(x: float[4]) { return x -> relu }", "f", ["TYP005 float"]),
    ("block f(x: f32[N]; k=N) { return x -> dense(k) }", "f", []),
    ("block f(x: f32[N <= 4]) { return x -> dense(N) }", "f", []),
    ("block f(x) {\n    h: f32[N] = x -> relu\n    return h -> dense(N)\n}", "f", []),
    ("block f(x) {\n    h: f32[N] = x -> relu\n    return h -> dense(M)\n}", "f", ["NAM001 M"]),
    ("block f(x: f32[N <= 3]) { return x -> dense(N) }", "f", ["TYP004 f"]),
    ("param x = 3\nblock f(x) { return x -> dense(2) }", "f", ["NAM007 x"]),
    ("block f(x) { return q -> relu }", "f", ["NAM001 q"]),
    ("block f(x) { return h -> relu }", "f", ["NAM001 h"]),
    ("block f(x) { return x -> dense(wide) }", "f", ["NAM001 wide"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("block", "use", "expected"), HEADERS, ids=[f"{row[0]} {row[1]}" for row in HEADERS]
)
def test_headers(block: str, use: str, expected: list[str], said: Said) -> None:
    lines = f"    wide = 2\n    h = x -> dense(wide)\n    _ = h\n    y = x -> {use}\n"

    assert said(f"{block}\n\nnetwork(x: f32[4]) -> y {{\n{lines}}}\n") == expected


SIZES = [
    ("f32[4, 6]", "x: f32[T, F]", "x -> dense(T)", "f32[4, 4]"),
    ("f32[S, 6]", "x: f32[T, F]", "x -> dense(F)", "f32[S, 6]"),
    ("f32[T, F]", "x: f32[F, T]", "x -> dense(2 * F + T)", "f32[T, F + 2 * T]"),
    ("f32[5, 5]", "x: f32[N, N]", "x -> flatten -> dense(N)", "f32[5]"),
    ("f32[4, 6, 8]", "x: f32[H, W, C]; k=2", "x -> reshape(H // k, k, W // k, k, C)",
     "f32[2, 2, 3, 2, 8]"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "header", "body", "result"), SIZES, ids=[f"{row[0]} {row[2]}" for row in SIZES]
)
def test_sizes_are_bound_at_each_use(
    kind: str, header: str, body: str, result: str, built: Built
) -> None:
    block = f"block f({header}) {{\n    return {body}\n}}\n"
    first = kind.replace("4", "2").replace("5", "3")
    lines = "    _ = first -> f\n    y = x -> f\n"
    graph = built(f"{block}\nnetwork(first: {first}, x: {kind}) -> y {{\n{lines}}}\n")

    assert graph.outputs["y"].type.bare == result
