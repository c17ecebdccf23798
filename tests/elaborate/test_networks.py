"""Several networks in one another; `training` and optional inputs, which make several graphs of one text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tenet.elaborate.experiment import Experiment
from tenet.ir.graph import Graph

Said = Callable[..., list[str]]
Made = Callable[..., Experiment]

ENCODER = """
network encoder(image: f32[8], caption: f32[4] = none) -> code: f32[2], size {
    code = image -> dense(2)
    if caption != none {
        code = code + (caption -> dense(2, bias=false, name="words"))
    }
    size = code -> l2
}
"""


def shown(graph: Graph) -> str:
    """The operations of a graph, and where their parameters live."""
    nodes = [node for node in graph.nodes if node.inputs or node.parameters]
    return " ".join(
        node.op.term() + (f"@{node.layer}" if node.parameters else "") for node in nodes
    )


APPLIED = [
    ("code, _ = x -> encoder\ny = code", "dense@encoder.dense l2"),
    ("_, y = encoder(x)", "dense@encoder.dense l2"),
    ("code, _ = (x, z) -> encoder\ny = code", "dense@encoder.dense dense@encoder.words add l2"),
    ("code, _ = encoder(x, caption=z)\ny = code", "dense@encoder.dense dense@encoder.words add l2"),
    ("code, _ = encoder(caption=z, image=x)\ny = code",
     "dense@encoder.dense dense@encoder.words add l2"),
    ("code, _ = encoder(x, caption=none)\ny = code", "dense@encoder.dense l2"),
    ("a, _ = x -> encoder\nb, _ = x -> encoder\ny = a + b",
     "dense@encoder.dense l2 dense@encoder.dense l2 add"),
    ("a, _ = x -> encoder\ny = a -> dense(2)", "dense@encoder.dense l2 dense@dense"),
    ("a, _ = x -> through(encoder)\ny = a", "dense@encoder.dense l2"),
    ("shared e = encoder\na, _ = x -> e\ny = a", "dense@encoder.dense l2"),
    ("e = encoder\na, _ = x -> e\ny = a", "dense@encoder.dense l2"),
    ("y = x -> encoder -> add", "dense@encoder.dense l2 add"),
]  # fmt: skip


def spec(body: str) -> str:
    """A network of these lines beside the encoder."""
    lines = "".join(f"    {line}\n" for line in (*body.split("\n"), "_ = z"))
    block = "block through(x; f) {\n    a, b = x -> f\n    return a, b\n}\n"
    return f"{block}{ENCODER}\nnetwork head(x: f32[8], z: f32[4]) -> y {{\n{lines}}}\n"


@pytest.mark.parametrize(("body", "operations"), APPLIED, ids=[row[0] for row in APPLIED])
def test_applied(body: str, operations: str, made: Made) -> None:
    assert shown(made(spec(body)).networks["head"]) == operations


FOUND = [
    ("y = x -> encoder", ["BLK003 x -> encoder"]),
    ("a, b, y = x -> encoder", ["BLK003 x -> encoder"]),
    ("code, size = x -> encoder\ny = code", ["NAM007 size"]),
    ("y, _ = z -> encoder", ["TYP004 encoder"]),
    ("y, _ = (x, z, z) -> encoder", ["TYP003 encoder"]),
    ("y, _ = encoder(caption=z)", ["BLK003 encoder(caption=z)"]),
    ("y, _ = encoder(x, image=x)", ["VAL004 encoder(x, image=x)"]),
    ("y, _ = encoder(x, caption=z, caption=z)", ["VAL004 caption=z"]),
    ("y, _ = encoder(x, captoin=z)", ["NAM003 captoin"]),
    ("y, _ = encoder(x, 3)", ["TYP006 3"]),
    ("y, _ = x -> encodr", ["NAM002 encodr"]),
    ("y = (x, z) -> head", ["BLK001 head"]),
    ("y = encoder", ["TYP006 y"]),
    ("y = x + encoder", ["TYP006 x + encoder"]),
    ("y = x -> dense(encoder)", ["VAL001 encoder"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), FOUND, ids=[row[0] for row in FOUND])
def test_found(body: str, expected: list[str], said: Said) -> None:
    assert said(spec(body)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("network a(x: f32[4]) -> y {{ y = x }}\nnetwork b(x: f32[4]) -> y {{ y = x }}", []),
        ("network a(x: f32[4]) -> y {{ y = x }}\nnetwork a(x: f32[4]) -> y {{ y = x }}", ["NAM006 a"]),
        ("network a(x: f32[4]) -> y {{ y = x }}\nnetwork(x: f32[4]) -> y {{ y = x }}",
         ["NAM006 network"]),
        ("network a(x: f32[4]) -> y {{ y = x -> b }}\nnetwork b(x: f32[4]) -> y {{ y = x -> relu }}",
         []),
        ("network a(x: f32[4]) -> y {{ y = x -> b }}\nnetwork b(x: f32[4]) -> y {{ y = x -> a }}",
         ["BLK001 b", "BLK001 a"]),
        ("network relu(x: f32[4]) -> y {{ y = x -> tanh }}\nnetwork b(x: f32[4]) -> y {{ y = x -> relu }}",
         []),
        ("network a(x: f32[4]) -> y {{ y = x -> dens(4) }}\nnetwork b(x: f32[4]) -> y {{ y = x -> a }}",
         ["NAM002 dens"]),
        (("network a(x: f32[T]) -> y {{ y = x -> dense(T) }}\n"
         "network b(x: f32[4], z: f32[5]) -> y {{ y = (x -> a, z -> a) -> concat }}"),
         ["TYP001 dense(T)"]),
        ("block a(x) {{ return x -> relu }}\nnetwork a(x: f32[4]) -> y {{ y = x -> relu }}",
         ["NAM006 a"]),
        ("param a = 3\nnetwork a(x: f32[4]) -> y {{ y = x -> dense(3) }}", ["NAM006 a"]),
        ("block f(x) {{ return x -> a }}\nnetwork a(x: f32[4]) -> y {{ y = x -> f }}", ["NAM002 a"]),
    ],
    ids=["two", "of one name", "one without a name", "one in another, in any order", "in a circle",
         "called like an operation", "a mistake in one that another applies",
         "one set of parameters for two shapes", "called like a block", "called like a param",
         "a block sees no network"],
)  # fmt: skip
def test_several(text: str, expected: list[str], said: Said) -> None:
    assert said(text.format()) == expected


VARIANTS = [
    ("y = x -> dropout(0.5)", "dropout", "dropout", "dropout"),
    ("y = x\nif training { y = x -> relu }", "", "", "relu"),
    ("act = relu if training else tanh\ny = x -> act", "tanh", "tanh", "relu"),
    ("y = x -> dropout(0.5 if training else 0)", "dropout", "dropout", "dropout"),
    ("y = x\nif z != none { y = x + z }", "", "add", "add"),
    ("act = relu if z == none else tanh\ny = x -> act", "relu", "tanh", "tanh"),
    ("y = x\nif z != none { y = x + z }\nif training { y = y -> relu }", "", "add", "add relu"),
    ('y = x -> dense(4, name="head")\nif z != none { y = y + (z -> dense(4)) }',
     "dense@head", "dense@head dense@dense add", "dense@head dense@dense add"),
    ("y = x -> added(z=z)", "relu", "add relu", "add relu"),
    ("y = x -> added(z=z) -> trained", "relu", "add relu", "add relu tanh"),
]  # fmt: skip
FIELDS = """
block added(x, z=none) {
    y = x
    if z != none {
        y = x + z
    }
    return y -> relu
}

block trained(x) {
    y = x
    if training {
        y = y -> tanh
    }
    return y
}

data {
    source = csv("rows.csv")
    x      = columns(["a", "b", "c", "d"])
    z      = columns(["e", "f", "g", "h"])
    t      = columns(["i", "j", "k", "l"])
    split  = random(train=60%, validation=20%, test=20%)
}

train {
    loss      = mse(y, t)
    optimizer = adamw(1e-3)
    epochs    = 1
}
"""


def trained(body: str) -> str:
    """A network of these lines with a second input that may be absent, and its training."""
    lines = "".join(f"    {line}\n" for line in (*body.split("\n"), "_ = z"))
    return f"{FIELDS}\nnetwork(x, z = none) -> y {{\n{lines}}}\n"


@pytest.mark.parametrize(
    ("body", "inference", "evaluation", "training"), VARIANTS, ids=[row[0] for row in VARIANTS]
)
def test_one_text_makes_several_graphs(
    body: str, inference: str, evaluation: str, training: str, made: Made
) -> None:
    experiment = made(trained(body))
    network, train = experiment.network, experiment.train
    assert network is not None
    assert train is not None

    assert (shown(network), shown(train.judged), shown(train.network)) == (
        inference, evaluation, training,
    )  # fmt: skip
    assert list(network.inputs) == ["x"]
    assert list(train.judged.inputs) == list(train.network.inputs) == ["x", "z"]


@pytest.mark.parametrize(
    ("body", "same"),
    [("y = x -> dense(4)", True), ("y = x\nif training { y = x -> relu }", False)],
    ids=["nothing asks", "training asks"],
)
def test_a_graph_is_made_once_where_nothing_differs(body: str, same: bool, made: Made) -> None:
    text = trained(body).replace("x, z = none", "x").replace("    _ = z\n", "")
    experiment = made(text.replace('    z      = columns(["e", "f", "g", "h"])\n', ""))
    assert experiment.train is not None

    assert (experiment.train.network is experiment.network) is same
    assert (experiment.train.judged is experiment.network) is True


DIVERGED = [
    ("h = x -> dense(4)\nif training { h = h -> dropout(0.5) }\ny = h -> dense(4)", []),
    ('h = x\nif not training { h = h -> dense(4, name="more") }\ny = h -> dense(4)',
     ['BLK006 dense(4, name="more")']),
    ("h = x\nif not training { h = h -> dense(4) }\ny = h -> dense(4)", ["BLK006 dense(4)"]),
    ("h = x\nif training { h = h -> dense(5) }\ny = h -> dense(4)", ["BLK006 dense(4)"]),
    ('h = x\nif training { h = h -> dense(5, name="more") }\ny = h -> dense(4)',
     ["BLK006 dense(4)"]),
    ('h = x\nif training { h = h -> dense(4, name="more") }\ny = h -> dense(4)', []),
    ("h = x\nif training { h = h -> dense(4) }\ny = h -> dense(4) -> dense(4)", ["BLK006 dense(4)"]),
    ('h = x\nif z == none { h = h -> dense(4, name="more") }\ny = h',
     ['BLK006 dense(4, name="more")']),
    ("h = x\nif z != none { h = h -> dense(4) }\ny = h -> dense(4)", ["BLK006 dense(4)"]),
    ("y = x\nrepeat 2 if training else 3 { y = y -> dense(4) }", ["BLK006 dense(4)"]),
    ("y = x\nrepeat 3 if training else 2 { y = y -> dense(4) }", []),
    ("y = x\nif z != none { y = y + z } else { y = y -> dens(4) }", ["NAM002 dens"]),
    ("y = x + z", ["TYP006 x + z"]),
    ("y = x\nif training { y = y -> dens(4) }", ["NAM002 dens"]),
    ("y = x\nif training { y = y -> conv(4, 3) }", ["TYP001 conv(4, 3)"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), DIVERGED, ids=[row[0] for row in DIVERGED])
def test_the_graphs_have_the_same_parameters(body: str, expected: list[str], said: Said) -> None:
    assert said(trained(body)) == expected
