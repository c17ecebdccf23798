"""Paths of nodes and parameters: what is a scope, how the second of a name is called, what is shared."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tenet.ir.graph import Graph

Said = Callable[..., list[str]]
Built = Callable[..., Graph]

BLOCKS = """
block layer(x; width=4) {
    return x -> dense(width, bias=false) -> relu
}

block pair(x) {
    shared inner = dense(4, bias=false)
    return x -> layer -> inner -> inner -> layer
}

block through(x; f) {
    return x -> f
}
"""
PARAMETER = ".weight"


def spec(body: str) -> str:
    """A network of these lines, with the blocks above it."""
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return f"{BLOCKS}\nnetwork(x: f32[4]) -> y {{\n{lines}}}\n"


PATHS = [
    ("y = x -> dense(4, bias=false) -> dense(2, bias=false)",
     "dense dense_2", "dense dense_2"),
    ("y = x -> layer -> layer",
     "layer.dense layer.relu layer_2.dense layer_2.relu", "layer.dense layer_2.dense"),
    ("y = x -> pair",
     "pair.layer.dense pair.layer.relu pair.inner pair.inner_2 pair.layer_2.dense pair.layer_2.relu",
     "pair.layer.dense pair.inner pair.layer_2.dense"),
    ("y = x\nfor stage in 1..2 { y = y -> layer(stage) }",
     "stage0.layer.dense stage0.layer.relu stage1.layer.dense stage1.layer.relu",
     "stage0.layer.dense stage1.layer.dense"),
    ("y = x\nrepeat 2 { y = y -> dense(4, bias=false) -> dense(4, bias=false) }",
     "repeat0.dense repeat0.dense_2 repeat1.dense repeat1.dense_2",
     "repeat0.dense repeat0.dense_2 repeat1.dense repeat1.dense_2"),
    ("y = x\nfor w in [8] { y = y -> dense(w, bias=false) }\nfor w in [4] { y = y * w }",
     "w0.dense w0_2.constant w0_2.mul", "w0.dense"),
    ("y = x\nfor _, w in [[1, 8]] { y = y -> dense(w, bias=false) }", "_0.dense", "_0.dense"),
    ("y = x\nfor i in 0..0 {\n    for j in 0..1 { y = y -> dense(i + j + 1, bias=false) }\n}",
     "i0.j0.dense i0.j1.dense", "i0.j0.dense i0.j1.dense"),
    ("if true { y = x -> relu } else { y = x }", "relu", ""),
    ("y = x -> through(layer(2))",
     "through.layer.dense through.layer.relu", "through.layer.dense"),
    ('y = x -> layer(2, name="stem") -> layer',
     "stem.dense stem.relu layer.dense layer.relu", "stem.dense layer.dense"),
    ('y = x -> dense(4, bias=false, name="stem") -> dense(2, bias=false, name="stem")',
     "stem stem_2", "stem stem_2"),
    ('head = dense(4, bias=false, name="head") -> relu\ny = x -> head -> head',
     "head relu head_2 relu_2", "head head_2"),
    ('y = x * parameter([4], name="gain") + parameter([4])',
     "gain mul parameter add", "gain parameter"),
    ('y = x -> dense(4, bias=false, name="train")', "train_", "train_"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "nodes", "parameters"), PATHS, ids=[row[0] for row in PATHS])
def test_paths(body: str, nodes: str, parameters: str, built: Built) -> None:
    graph = built(spec(body))

    assert " ".join(node.path for node in graph.nodes if node.path != "x") == nodes
    assert " ".join(path.removesuffix(PARAMETER) for path in graph.parameters) == parameters


SHARED = [
    ("one layer, used twice", "shared s = dense(4, bias=false)\ny = x -> s -> s", "s s_2", "s"),
    ("several layers",
     "shared s = dense(4, bias=false) -> relu -> dense(4, bias=false)\ny = x -> s -> s",
     "s.dense s.relu s.dense_2 s_2.dense s_2.relu s_2.dense_2", "s.dense s.dense_2"),
    ("a block", "shared s = layer\ny = x -> s -> s",
     "s.dense s.relu s_2.dense s_2.relu", "s.dense"),
    ("a block with its settings", "shared s = layer(4)\ny = x -> s -> s",
     "s.dense s.relu s_2.dense s_2.relu", "s.dense"),
    ("a block with a shared layer in it", "shared s = pair\ny = x -> s",
     "s.layer.dense s.layer.relu s.inner s.inner_2 s.layer_2.dense s.layer_2.relu",
     "s.layer.dense s.inner s.layer_2.dense"),
    ("two shared layers", ("shared a = dense(4, bias=false)\nshared b = dense(4, bias=false)\n"
     "y = x -> a -> b -> a"), "a b a_2", "a b"),
    ("what is shared of what is shared",
     "shared a = dense(4, bias=false)\nshared b = a -> relu -> a\ny = x -> b -> a",
     "b.a b.relu b.a_2 a", "a"),
    ("given to a block", "shared s = dense(4, bias=false)\ny = x -> through(s) -> s -> through(s)",
     "through.s s through_2.s", "s"),
    ("in each turn another", ("y = x\nrepeat 2 {\n    shared s = dense(4, bias=false)\n"
     "    y = y -> s -> s\n}"), "repeat0.s repeat0.s_2 repeat1.s repeat1.s_2",
     "repeat0.s repeat1.s"),
    ("around a loop", "shared s = dense(4, bias=false)\ny = x\nrepeat 2 { y = y -> s }",
     "repeat0.s repeat1.s", "s"),
    ("in every branch", ("if true { shared s = dense(4, bias=false) } else { shared s = relu }\n"
     "y = x -> s"), "s", "s"),
    ("without parameters", "shared s = relu\ny = x -> s -> s", "s s_2", ""),
    ("with a name for paths", 'shared s = dense(4, bias=false, name="stem")\ny = x -> s -> s',
     "stem stem_2", "stem"),
    ("a block with a name for paths", 'shared s = layer(name="stem")\ny = x -> s -> s',
     "stem.dense stem.relu stem_2.dense stem_2.relu", "stem.dense"),
    ("beside a layer that is called so",
     'shared s = dense(4, bias=false)\ny = x -> dense(4, bias=false, name="s") -> s',
     "s_2 s", "s_2 s"),
    ("after a layer that is called so",
     'h = x -> dense(4, bias=false, name="s")\nshared s = dense(4, bias=false)\ny = h -> s',
     "s s_2", "s s_2"),
    ("beside a block that is called so",
     "shared layer_2 = dense(4, bias=false)\ny = x -> layer -> layer -> layer_2",
     "layer.dense layer.relu layer_3.dense layer_3.relu layer_2",
     "layer.dense layer_3.dense layer_2"),
    ("a word of PyTorch", "shared train = dense(4, bias=false)\ny = x -> train",
     "train_", "train_"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "nodes", "parameters"), [row[1:] for row in SHARED], ids=[row[0] for row in SHARED]
)
def test_shared(body: str, nodes: str, parameters: str, built: Built) -> None:
    graph = built(spec(body))

    assert " ".join(node.path for node in graph.nodes if node.path != "x") == nodes
    assert " ".join(path.removesuffix(PARAMETER) for path in graph.parameters) == parameters


TIED = [
    ("a table and the head",
     "shared t = embedding(4)\nh = i -> t\ny = h -> dense(10, weight=t.weight, bias=false)",
     ["t.weight"]),
    ("as a value", "shared t = embedding(4)\nh = i -> t\ny = (h, t.weight -> permute(1, 0)) -> matmul",
     ["t.weight"]),
    ("with a bias of its own",
     "shared t = embedding(4)\nh = i -> t\ny = h -> dense(10, weight=t.weight)",
     ["t.weight", "dense.bias"]),
    ("of several layers",
     "shared t = embedding(4) -> dense(4)\nh = i -> t\ny = h * t.dense.bias",
     ["t.embedding.weight", "t.dense.weight", "t.dense.bias"]),
    ("of a block", "shared t = head\nh = i -> t\ny = h * t.dense.bias",
     ["t.embedding.weight", "t.dense.weight", "t.dense.bias"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "parameters"), [row[1:] for row in TIED], ids=[row[0] for row in TIED]
)
def test_tied(body: str, parameters: list[str], built: Built) -> None:
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    block = "block head(x) {\n    return x -> embedding(4) -> dense(4)\n}\n"
    graph = built(f"{block}\nnetwork(i: i64[7] in 0..9) -> y {{\n{lines}}}\n")

    assert list(graph.parameters) == parameters


FOUND = [
    ("at two types",
     "shared s = dense(4)\ny = (x -> s, x -> dense(3) -> s) -> concat", ["TYP001 s"]),
    ("a value", "shared s = x -> dense(4)\ny = s", ["BLK004 x -> dense(4)"]),
    ("a number", "shared s = 4\ny = x -> dense(s)", ["BLK004 4"]),
    ("what is not there", "shared s = dens(4)\ny = x -> s -> s", ["NAM002 dens"]),
    ("a block that lacks a setting", "shared s = through\ny = x -> s", ["VAL002 through"]),
    ("under a name that is taken", "s = x -> relu\nshared s = dense(4)\ny = x -> s", ["NAM006 s"]),
    ("twice", "shared s = dense(4)\nshared s = dense(4)\ny = x -> s", ["NAM006 s"]),
    ("under the name of an input", "shared x = dense(4)\ny = x", ["NAM006 x"]),
    ("and bound again", "shared s = dense(4)\ns = x -> s\ny = s -> relu", []),
    ("called with settings", "shared s = dense(4)\ny = x -> s(8)", ["TYP002 s"]),
    ("as a value", "shared s = dense(4)\ny = s", ["TYP006 y"]),
    ("an attribute it has not", "shared s = dense(4)\nh = x -> s\ny = h * s.wieght", ["TYP007 wieght"]),
    ("a layer in it that it has not",
     "shared s = dense(4) -> relu\nh = x -> s\ny = h * s.dnse.bias", ["TYP007 dnse"]),
    ("a parameter in it that it has not",
     "shared s = dense(4) -> relu\nh = x -> s\ny = h * s.dense.bais", ["TYP007 bais"]),
    ("a layer in it as a value",
     "shared s = dense(4) -> relu\nh = x -> s\ny = h * s.dense", ["TYP006 h * s.dense"]),
    ("an attribute before its first use", "shared s = dense(4)\nw = s.bias\nh = x -> s\ny = h * w",
     ["TYP007 bias"]),
    ("weights of another shape", "shared s = dense(4)\nh = x -> s\ny = h -> dense(3, weight=s.weight)",
     ["TYP001 dense(3, weight=s.weight)"]),
    ("weights that are a number", "y = x -> dense(3, weight=3)", ["TYP006 3"]),
    ("weights that are none", "y = x -> dense(3, weight=none)", []),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), [r[1:] for r in FOUND], ids=[r[0] for r in FOUND])
def test_what_cannot_be_shared(body: str, expected: list[str], said: Said) -> None:
    assert said(spec(body)) == expected
