"""What a name means where it stands: a value, an operation, or a choice of a setting."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tenet.catalogue.setting import called
from tenet.ir.graph import Graph

Said = Callable[..., list[str]]
Built = Callable[..., Graph]

MEANT = [
    pytest.param(
        "param dropout = 0.5\n", "x: f32[4]", "y = x -> dropout(dropout)",
        ["dropout(rate=0.5)"], id="a param called like an operation",
    ),
    pytest.param(
        "", "relu: f32[4]", "y = relu -> relu", ["relu"], id="an input called like an operation"
    ),
    pytest.param(
        "", "x: f32[4]", "dense = x -> relu\ny = dense -> dense(2)",
        ["relu", "dense(units=2)"], id="a value called like an operation",
    ),
    pytest.param(
        "", "x: f32[4]", "head = dense(8) -> relu\ny = x -> head",
        ["dense(units=8)", "relu"], id="an operation bound to a name",
    ),
    pytest.param(
        "", "x: f32[4]", "head = dense(8)\ny = (x -> head, x -> head) -> concat",
        ["dense(units=8)", "dense(units=8)", "concat"], id="an operation used twice",
    ),
    pytest.param(
        "", "x: f32[4]", "act = relu\nhead = dense(8) -> act\ny = x -> head -> act",
        ["dense(units=8)", "relu", "relu"], id="operations made of operations",
    ),
    pytest.param(
        "", "x: f32[4]", "y = x -> (dense(8) -> relu)",
        ["dense(units=8)", "relu"], id="a pipeline as an operation",
    ),
    pytest.param(
        "", "x: f32[4]", "y = relu(x)", ["relu"], id="a call with its input",
    ),
    pytest.param(
        "", "x: f32[4]", "y = dense(x, 8, bias=false)",
        ["dense(bias=false, units=8)"], id="inputs before settings",
    ),
    pytest.param(
        "", "x: f32[2, 8, 8]", "y = x -> conv(4, 3, padding=valid)",
        ["conv(channels=4, kernel=3, padding=valid)"], id="a choice as a bare word",
    ),
    pytest.param(
        "param valid = 3\n", "x: f32[2, 8, 8]", "y = x -> conv(4, valid, padding=valid)",
        ["conv(channels=4, kernel=3, padding=valid)"], id="a choice comes before a value",
    ),
    pytest.param(
        "param same = true\n", "x: f32[2, 8, 8]",
        "y = x -> conv(4, padding=valid if same else same)",
        ["conv(channels=4, padding=valid)"], id="a choice in a conditional",
    ),
    pytest.param(
        "", "x: f32[4]", "y = x -> dense(8, init=he_uniform)",
        ["dense(init=he_uniform, units=8)"], id="an initialiser by its bare name",
    ),
    pytest.param(
        "", "x: f32[24]", "y = x -> reshape(2, 3, 4)",
        ["reshape(sizes=[2, 3, 4])"], id="settings as many as there are axes",
    ),
    pytest.param(
        "", "x: f32[24]", "y = x -> reshape(sizes=[4, 6])",
        ["reshape(sizes=[4, 6])"], id="the same as a list",
    ),
    pytest.param(
        "", "x: f32[4]", "relu = tanh\ny = x -> relu", ["tanh"],
        id="what the text calls an operation comes before the catalogue",
    ),
    pytest.param(
        "block relu(x) {\n    return x -> tanh\n}\n", "x: f32[4]", "y = x -> relu", ["tanh"],
        id="a block called like an operation",
    ),
    pytest.param(
        "param relu = tanh\n", "x: f32[4]", "y = x -> relu -> (relu)", ["tanh", "tanh"],
        id="a param that is an operation",
    ),
    pytest.param(
        "param dense = 3\n", "x: f32[4]", "y = x -> dense(dense)", ["dense(units=3)"],
        id="a number hides no operation",
    ),
    pytest.param(
        "", "x: f32[4]", "mean = x -> relu\ny = (mean -> mean) + mean", ["relu", "mean", "add"],
        id="a tensor hides no operation",
    ),
    pytest.param(
        "", "x: f32[4]", "max = [2, 3]\ny = x -> dense(max[1])", ["dense(units=3)"],
        id="a list is a value",
    ),
    pytest.param(
        "", "x: f32[4]", "y = x -> (relu if x.features > 3 else tanh)", ["relu"],
        id="an operation by a condition",
    ),
    pytest.param(
        "", "x: f32[4]", "acts = [relu, tanh]\ny = x -> (acts[1])", ["tanh"],
        id="an operation of a list",
    ),
    pytest.param(
        "", "x: f32[4]", "y = -x + sqrt(24) * x", ["neg", "mul", "add"], id="signs and functions",
    ),
    pytest.param(
        "", "a: f32[4], b: f32[4]", "y, z = (a, b)\n_ = y\ny = z -> relu",
        ["relu"], id="several values, one of them not wanted",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("before", "inputs", "body", "operations"), MEANT)
def test_meaning(before: str, inputs: str, body: str, operations: list[str], built: Built) -> None:
    lines = body.replace("\n", "\n    ")
    graph = built(f"{before}network({inputs}) -> y {{\n    {lines}\n}}\n")
    shown = [called(node.op) for node in graph.nodes if node.inputs]

    assert shown == operations


BODY = "network(x: f32[4]) -> y {{\n    {}\n}}\n"

FOUND = [
    ("y = hiden -> dense(2)", ["NAM001 hiden"]),
    ("y = (a, b, x) -> concat", ["NAM001 a", "NAM001 b"]),
    ("y = x -> dens(8) -> relu -> dense(2)", ["NAM002 dens"]),
    ("y = x -> dens(8, bias=flase) -> relu", ["NAM002 dens"]),
    ("y = x -> dens(wide, size) -> relu", ["NAM002 dens"]),
    ("y = x -> dense(8, bais=true)", ["NAM003 bais"]),
    ("y = x -> dense(8, bais=wrong)", ["NAM003 bais"]),
    ("y = x -> dense(bais=true)", ["NAM003 bais"]),
    ("y = x -> dense(0, bais=true)", ["VAL001 0", "NAM003 bais"]),
    ("y = x -> dense(wide)", ["NAM001 wide"]),
    ("h = x -> dense(wide)\n    y = h + 1 -> relu", ["NAM001 wide"]),
    ("h = wide\n    y = x -> dense(h.size) -> h", ["NAM001 wide"]),
    ("y = x -> dense(2)\n    z = x -> relu", ["NAM007 z"]),
    ("y = x -> dense(2)\n    z = x -> relx", ["NAM002 relx"]),
    ("y = x -> dense(2)\n    _ = x -> relu", []),
    ("z = x -> relu\n    z = x -> tanh\n    y = z -> dense(2)", ["NAM007 z"]),
    ("z = x -> relu\n    z = z -> tanh\n    y = z -> dense(2)", []),
    ("y = x -> relu\n    y = y -> tanh", []),
    ("z = x -> relu", ["NAM001 y"]),
    ("z = x ->", ["NAM001 y", "SYN014 ->"]),
    ("y = x -> dense(4) + x", ["SYN011 +"]),
    ("fr i in 0..3 { y = x }", ["SYN001 i"]),
    ("y, z = x -> relu", ["BLK003 x -> relu"]),
    ("y = (x, x)", ["BLK003 (x, x)"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), FOUND, ids=[body for body, _ in FOUND])
def test_one_mistake_one_finding(body: str, expected: list[str], said: Said) -> None:
    assert said(BODY.format(body)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("dta {\n}\nnetwork(x) -> y {\n    y = x -> relu\n}\n", ["NAM005 dta"]),
        ("param width 8\nnetwork(x: f32[4]) -> y {\n    y = x -> dense(width)\n}\n", ["SYN001 8"]),
        ("network(x: f32[4], x: f32[3]) -> y, y {\n    y = x -> relu\n}\n",
         ["NAM006 x", "NAM006 y"]),
        ("param a = b\nparam c = a + 1\nnetwork(x: f32[4]) -> y {\n    y = x -> dense(c)\n}\n",
         ["NAM001 b"]),
        ("param a = 1\nparam a = 2\nparam b = 3\nnetwork(x: f32[4]) -> y {\n    y = x -> relu\n}\n",
         ["NAM006 a"]),
        ("param a = 1\nparam b = a\nnetwork(x: f32[4]) -> y {\n    y = x -> relu\n}\n",
         ["NAM007 b"]),
    ],
    ids=["data misspelt", "param broken", "names taken", "params of params",
         "two params", "a param nobody uses"],
)  # fmt: skip
def test_declarations(text: str, expected: list[str], said: Said) -> None:
    assert said(text) == expected
