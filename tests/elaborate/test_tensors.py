"""Tensors: arithmetic with numbers on both sides, symbolic sizes, attributes, types as contracts."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tenet.analysis.overview import overview
from tenet.ir.graph import Graph

Said = Callable[..., list[str]]
Built = Callable[..., Graph]

ARITHMETIC = [
    ("y = x + 1", ["add"], "f32[4] in 1..2"),
    ("y = 1 + x", ["add"], "f32[4] in 1..2"),
    ("y = 1 - x", ["sub"], "f32[4] in 0..1"),
    ("y = x * 2 - 1", ["mul", "sub"], "f32[4] in -1..1"),
    ("y = x / 2", ["div"], "f32[4] in 0..0.5"),
    ("y = -x", ["neg"], "f32[4] in -1..0"),
    ("y = x ** 2", ["pow"], "f32[4] in 0..1"),
    ("y = 50% * x", ["mul"], "f32[4] in 0..0.5"),
    ("y = x * x + x", ["mul", "add"], "f32[4] in 0..2"),
    ("y = 2 * (1 + 1) * x", ["mul"], "f32[4] in 0..4"),
    ("y = x + x -> relu", ["add", "relu"], "f32[4] in 0..2"),
    ("y = x + (x -> relu)", ["relu", "add"], "f32[4] in 0..2"),
    ("y = (x, x) -> add", ["add"], "f32[4] in 0..2"),
    ("y = add(x, x)", ["add"], "f32[4] in 0..2"),
]


@pytest.mark.parametrize(("body", "terms", "kind"), ARITHMETIC, ids=[row[0] for row in ARITHMETIC])
def test_arithmetic(body: str, terms: list[str], kind: str, built: Built) -> None:
    graph = built(f"network(x: f32[4] in 0..1) -> y {{\n    {body}\n}}\n")

    assert [node.op.term() for node in graph.nodes if node.inputs] == terms
    assert str(graph.outputs["y"].type) == kind


SIZES = [
    ("x: f32[F]", "y = x -> dense(64)", "f32[64]", "64 * F + 64"),
    ("x: f32[F]", "y = x -> dense(F)", "f32[F]", "F * F + F"),
    ("x: f32[F]", "y = x -> dense(2 * x.features, bias=false)", "f32[2 * F]", "2 * F * F"),
    ("x: f32[T, F]", "y = x -> dense(8)", "f32[T, 8]", "8 * F + 8"),
    ("x: f32[T, F]", "y = x -> batch_norm", "f32[T, F]", "2 * F"),
    ("x: f32[T, 4]", "y = x -> conv(8, 3)", "f32[T, 8]", "104"),
    ("x: f32[T, 4]", "y = x -> conv(8, 3, stride=2)", "f32[(T + 1) // 2, 8]", "104"),
    ("x: f32[T, 4]", "y = x -> max_pool(2)", "f32[(T - 2) // 2 + 1, 4]", "0"),
    ("x: f32[T, 4]", "y = x -> global_avg_pool -> dense(T)", "f32[T]", "5 * T"),
    ("x: f32[H, W]", "y = x -> flatten", "f32[H * W]", "0"),
    ("x: f32[F], z: f32[2 * F]", "y = x + (z -> reshape(2, F))", "f32[2, F]", "0"),
    ("x: f32[F], z: f32[G]", "y = (x, z) -> concat", "f32[F + G]", "0"),
    ("x: f32[F], z: f32[F]", "y = x + z", "f32[F]", "0"),
    ("x: f32[3, 8, 9]", "y = x -> conv(x.channels, 3)", "f32[3, 8, 9]", "84"),
    ("x: f32[5, 7]", "y = x -> conv(x.channels, 3)", "f32[5, 7]", "154"),
    ("x: f32[7]", "y = x -> dense(x.channels)", "f32[7]", "56"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("inputs", "body", "kind", "parameters"), SIZES, ids=[f"{row[0]} {row[1]}" for row in SIZES]
)
def test_symbolic_sizes(inputs: str, body: str, kind: str, parameters: str, built: Built) -> None:
    graph = built(f"network({inputs}) -> y {{\n    {body}\n}}\n")

    assert graph.outputs["y"].type.bare == kind
    assert str(overview(graph).parameters) == parameters


CONTRACTS = [
    ("x: f32[4]", "y: f32[8]", "y = x -> dense(8)", []),
    ("x: f32[4]", "y: f32[7]", "y = x -> dense(8)", ["TYP004 f32[7]"]),
    ("x: f32[4]", "y: i64[8]", "y = x -> dense(8)", ["TYP004 i64[8]"]),
    ("x: f32[4]", "y: f32[8] in 0..1", "y = x -> dense(8) -> sigmoid", []),
    ("x: f32[4]", "y: f32[8] in 0..2", "y = x -> dense(8) -> sigmoid", []),
    ("x: f32[4]", "y: f32[8] in 0..1", "y = x -> dense(8) -> tanh", ["TYP004 f32[8] in 0..1"]),
    ("x: f32[4] in 0..1", "y: f32[4] in 0..1", "y = x -> dropout(0.5)", ["TYP004 f32[4] in 0..1"]),
    ("x: f32[4] in 0..1", "y: f32[1, 4] in 0..1", "y = x -> reshape(1, 4)", []),
    ("x: f32[4]", "y", "h: f32[8] = x -> dense(8)\n    y = h -> relu", []),
    ("x: f32[4]", "y", "h: f32[8] = x -> dense(4)\n    y = h -> relu", ["TYP004 f32[8]"]),
    ("x: f32[F]", "y: f32[F]", "y = x -> relu", []),
    ("x: f32[F]", "y: f32[8]", "y = x -> relu", ["TYP004 f32[8]"]),
    ("x: f32[F]", "y: f32[2 * F]", "y = x -> dense(2 * F)", []),
    ("x: f32[F, F]", "y: f32[F * F]", "y = x -> flatten", []),
    ("x: float32[4]", "y", "y = x -> relu", ["TYP005 float32"]),
    ("x: f32[0]", "y", "y = x -> relu", ["TYP005 0"]),
    ("x: f32[2.5]", "y", "y = x -> relu", ["TYP005 2.5"]),
    ("x: f32[n]", "y", "y = x -> relu", ["NAM001 n"]),
    ("x: f32[4] in 3", "y", "y = x -> relu", ["TYP005 3"]),
    ("x: f32[T <= 4]", "y", "y = x -> relu", []),
    ("x: f32[T <= 2.5]", "y", "y = x -> relu", ["TYP005 2.5"]),
    ("x: f32[5 <= 4]", "y", "y = x -> relu", ["TYP004 5 <= 4"]),
    ("x: f32[F]", "y: f32[F]", "y = x -> dense(8)", ["TYP004 f32[F]"]),
    ("x: f32[F]", "y: f32[K]", "y = x -> dense(8)", []),
    ("x: f32[F]", "y: f32[8]", "h: f32[K] = x -> dense(8)\n    y = h -> dense(K)", []),
    ("x", "y", "y = x -> relu", ["SEC005 x"]),
    ("x: f32[4] = 0", "y", "y = x -> relu", ["TYP006 0"]),
    ("x: f32[4]", "y", "y = x -> relu\n    z: f32[4] = 8", ["TYP006 z: f32[4]"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("inputs", "outputs", "body", "expected"), CONTRACTS, ids=[" ".join(r[:3]) for r in CONTRACTS]
)
def test_contracts(inputs: str, outputs: str, body: str, expected: list[str], said: Said) -> None:
    assert said(f"network({inputs}) -> {outputs} {{\n    {body}\n}}\n") == expected


ATTRIBUTES = [
    ("x: f32[3, 8, 9]", "x.channels", 3),
    ("x: f32[3, 8, 9]", "x.features", 9),
    ("x: f32[5, 7]", "x.channels", 7),
    ("x: f32[5, 7]", "x.features", 7),
    ("x: f32[7]", "x.channels", 7),
]


@pytest.mark.parametrize(("inputs", "size", "expected"), ATTRIBUTES, ids=str)
def test_attributes(inputs: str, size: str, expected: int, built: Built) -> None:
    graph = built(f"network({inputs}) -> y {{\n    y = x -> dense({size})\n}}\n")

    assert graph.outputs["y"].type.shape[-1] == expected


def test_several_inputs_and_outputs(built: Built) -> None:
    graph = built(
        "network twins(a: f32[4], b: f32[4]) -> left: f32[2], right {\n"
        "    head = dense(2)\n"
        "    left, right = (a -> head, b -> head)\n"
        "}\n"
    )

    assert (graph.name, list(graph.inputs), list(graph.outputs)) == (
        "twins", ["a", "b"], ["left", "right"],
    )  # fmt: skip
    assert graph.outputs["left"] != graph.outputs["right"]


def test_paths_count_from_the_second(built: Built) -> None:
    graph = built("network(x: f32[4]) -> y {\n    y = x -> dense(4) -> relu -> dense(4)\n}\n")

    assert list(graph.parameters) == [
        "dense.weight", "dense.bias", "dense_2.weight", "dense_2.bias",
    ]  # fmt: skip
