"""A block written out where it is used: the text means what it meant, and where it would not, nothing is offered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.lsp.editor import ROOT, Editor
from tests.lsp.test_actions import actions

from tenet.analysis.names import Kind
from tenet.analysis.sameness import meaning, same
from tenet.elaborate.experiment import Elaborated, elaborate
from tenet.ir.body import every_node
from tenet.lsp.document import Document
from tenet.lsp.inlining import dissolved, edited, inlined
from tenet.source import Source

SPECS = ROOT / "specs"
GALLERY = sorted(  # those with blocks of their own that they use
    p.relative_to(SPECS).as_posix()
    for p in SPECS.rglob("*.tenet")
    if "\nblock " in (t := p.read_text("utf-8")) and "\nnetwork" in t
)
APART = {("digits_attention.tenet", "layer"), ("sounds.tenet", "decode")}
"""Blocks of the gallery that are shared, and so not applied where their names stand."""


def document(text: str, path: Path = Path("x.tenet")) -> Document:
    return Document("file:///x.tenet", path, text, "utf-8", {}, lambda _: ())


def computed(text: str, path: Path) -> tuple[list[Any], int]:
    """All that the networks of a text compute, said without the compiler's own comparison, and how much they learn."""
    found = elaborate(Source(str(path), text)).sound()
    graphs = [*found.networks.values(), *(plan.objective for plan in found.plans.values())]
    return [
        (node.op.term(), [v.number for v in node.inputs], str(node.output.type), node.macs,
         [(str(p.shape), p.role, str(p.init)) for p in node.parameters])
        for graph in graphs for node in every_node(graph)
    ], sum(len(graph.parameters) for graph in graphs)  # fmt: skip


@pytest.mark.parametrize("spec", GALLERY)
def test_the_blocks_of_the_gallery_can_be_inlined(spec: str) -> None:
    path = SPECS / spec
    text = path.read_text("utf-8")
    at, before = document(text, path), computed(text, path)
    several = path.parent == SPECS  # of the large ones, all uses at once will do
    for place in at.names.occurrences:
        own = place.symbol.kind is Kind.BLOCK and place.symbol.span.source is at.source
        if not own or not (place.binds or several):
            continue
        name, start = place.span.text, place.span.start
        if place.binds:
            after = dissolved(at, start)
        else:
            changes = inlined(at, start)
            after = None if changes is None else edited(text, changes)
        assert (after is None) is ((path.name, name) in APART), (name, place.span.first)
        if after is not None:
            assert computed(after, path) == before
            assert after.count(name) < text.count(name)


# ── what is written ──────────────────────────────────────────────────────────────────────────

CASES = [
    ("stages in their place",
     "block b(x; n) {\n    return x -> dense(n) -> relu\n}",
     "y = x -> dense(9) -> «b»(n=3 + 4) -> dense(2)",
     "y = x -> dense(9) -> dense(3 + 4) -> relu -> dense(2)"),
    ("statements above, and names that are taken",
     "block b(x) {\n    h = x -> tanh  # bent\n    return h + x\n}",
     "h = x -> dense(8)\ny = h -> «b» -> dense(2)",
     "h = x -> dense(8)\nh_2 = h -> tanh  # bent\ny = h_2 + h -> dense(2)"),
    ("a default that asks for what is given",
     "block b(x; n=2 * x.features, m=n + 1) {\n    return x -> dense(n) -> relu -> dense(m * 2)\n}",
     "y = «b»(x)",
     "y = x -> dense(2 * x.features) -> relu -> dense(((2 * x.features) + 1) * 2)"),
    ("a parameter that is bound again keeps what was given as it is",
     "block b(x; n) {\n    x = x -> dense(n)\n    n = n + 1\n    return x -> relu -> dense(n)\n}",
     "n = 3\nz = x -> «b»(n)\ny = z + (x -> dense(n + 1))",
     "n = 3\nx_2 = x\nn_2 = n\nx_2 = x_2 -> dense(n_2)\nn_2 = n_2 + 1\nz = x_2 -> relu -> dense(n_2)\ny = z + (x -> dense(n + 1))"),
    ("a default of what is bound again is as it was",
     "block b(x; n=x.features) {\n    x = x -> dense(9)\n    return x -> relu -> dense(n)\n}",
     "y = x -> dense(5) -> relu -> «b»",
     "x_2 = x -> dense(5) -> relu\nn = x_2.features\nx_2 = x_2 -> dense(9)\ny = x_2 -> relu -> dense(n)"),
    ("what the statement binds anew may change before",
     "block b(x) {\n    repeat 2 {\n        x = x -> dense(4) -> relu\n    }\n    return x\n}",
     "h = x\nrepeat 3 {\n    h = h -> «b»\n}\ny = h",
     "h = x\nrepeat 3 {\n    repeat 2 {\n        h = h -> dense(4) -> relu\n    }\n}\ny = h"),
    ("but not where it is read beside",
     "block b(x) {\n    x = x -> dense(4) -> relu\n    return x\n}",
     "h = x\nh = h + (h -> «b»)\ny = h",
     "h = x\nx_2 = h\nx_2 = x_2 -> dense(4) -> relu\nh = h + x_2\ny = h"),
    ("operations and choices as settings",
     "block b(x; act=relu, size=same) {\n    return x -> reshape(4, 1) -> conv(2, 3, padding=size) -> act\n}",
     "y = x -> «b»(act=leaky_relu(0.1))",
     "y = x -> reshape(4, 1) -> conv(2, 3, padding=same) -> leaky_relu(0.1)"),
    ("several stages as a setting",
     "block b(x; inner) {\n    return x + (x -> inner)\n}",
     "y = x -> «b»(dense(4) -> relu)",
     "y = x + (x -> (dense(4) -> relu))"),
    ("a condition asks for a name",
     "block b(x; n=4) {\n    if n != x.features {\n        x = x -> dense(n) -> relu\n    }\n    return x\n}",
     "y = x -> «b»(5)",
     "x_2 = x\nn = 5\nif n != x_2.features {\n    x_2 = x_2 -> dense(n) -> relu\n}\ny = x_2"),
    ("sizes that a type names",
     "block b(x: f32[F]) {\n    return x -> dense(2 * F) -> relu\n}",
     "h = x -> tanh\ny = h -> «b»",
     "h = x -> tanh\nh: f32[F] = h\ny = h -> dense(2 * F) -> relu"),
    ("an input that is not given",
     "block b(x, z=none) {\n    if z != none {\n        x = x + z\n    }\n    return x -> relu\n}",
     "y = «b»(x -> dense(3))",
     "x_2 = x -> dense(3)\nz = none\nif z != none {\n    x_2 = x_2 + z\n}\ny = x_2 -> relu"),
    ("and one that is given by name",
     "block b(x, z=none) {\n    if z != none {\n        x = x + z\n    }\n    return x -> relu\n}",
     "h = x -> tanh\ny = x -> «b»(z=h)",
     "h = x -> tanh\nx_2 = x\nif h != none {\n    x_2 = x_2 + h\n}\ny = x_2 -> relu"),
    ("several inputs and results",
     "block b(p, q) {\n    s = p + q\n    return s, p - q\n}",
     "h = x -> tanh\nu, v = (x, h) -> «b»\ny = u * v",
     "h = x -> tanh\ns = x + h\nu, v = (s, x - h)\ny = u * v"),
    ("what comes through one arrow for several inputs",
     "block b(p, q) {\n    return p * q\n}",
     "y = x -> split(2) -> «b»",
     "p, q = x -> split(2)\ny = p * q"),
    ("shared parameters stay shared",
     "block b(x) {\n    shared s = dense(4)\n    return x -> s -> relu -> s\n}",
     "shared s = dense(4)\ny = x -> s -> relu -> «b» -> s",
     "shared s = dense(4)\nx_2 = x -> s -> relu\nshared s_2 = dense(4)\ny = x_2 -> s_2 -> relu -> s_2 -> s"),
    ("the second of two uses",
     "block b(x) {\n    return x -> dense(4) -> relu\n}",
     "y = x -> b -> «b»",
     "y = x -> b -> dense(4) -> relu"),
    ("what is computed before it stays before it: the left of a sum",
     "block b(x) {\n    return x -> dense(4)\n}",
     "y = (x -> dense(4)) + (x -> «b»)",
     "y = (x -> dense(4)) + (x -> dense(4))"),
]  # fmt: skip


def spec(blocks: str, body: str) -> str:
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    return f"{blocks}\n\nnetwork(x: f32[4]) -> y {{\n{lines}}}\n"


@pytest.mark.parametrize(
    ("blocks", "body", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_what_is_written(blocks: str, body: str, expected: str) -> None:
    start = spec(blocks, body).index("«")
    text = spec(blocks, body.replace("«", "").replace("»", ""))
    changes = inlined(document(text), start)

    assert changes is not None
    assert edited(text, changes) == spec(blocks, expected)
    assert computed(spec(blocks, expected), Path("x.tenet")) == computed(text, Path("x.tenet"))


NOT_OFFERED = [
    ("what the block reads of the file has another meaning here",
     "param n = 3\nblock b(x) {\n    return x -> dense(n)\n}", "n = 5\ny = x -> «b» -> dense(n)"),
    ("statements would come before what is computed first",
     "block b(x) {\n    h = x -> tanh\n    return h -> dense(4)\n}", "y = (x -> dense(4)) + (x -> «b»)"),
    ("only one of two ways uses it",
     "block b(x) {\n    h = x -> tanh\n    return h -> dense(4)\n}", "y = (x -> «b») if true else x"),
    ("it is shared", "block b(x) {\n    return x -> dense(4)\n}", "shared s = «b»\ny = x -> s -> s"),
    ("its paths have a name of their own",
     "block b(x) {\n    return x -> dense(4)\n}", 'y = x -> «b»(name="stem")'),
    ("it is given on", "block a(x; f) {\n    return x -> f\n}\nblock b(x) {\n    return x -> dense(4)\n}",
     "y = x -> a(«b»)"),
    ("something is wrong", "block b(x) {\n    return x -> dense(4)\n}", "y = x -> «b» -> dens(3)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("blocks", "body"), [c[1:] for c in NOT_OFFERED], ids=[c[0] for c in NOT_OFFERED]
)
def test_what_is_not_offered(blocks: str, body: str) -> None:
    marked = spec(blocks, body)
    at = document(marked.replace("«", "").replace("»", ""))
    assert at.is_sound is ("dens(" not in body)
    assert inlined(at, marked.index("«")) is None


# ── what is the same ─────────────────────────────────────────────────────────────────────────

BASE = """\
data {
    source = csv("data.csv")
    x      = columns(["a", "b"])
    target = columns(["c"])
    split  = random(train=80%, validation=20%, seed=0)
}

network(x: f32[2]) -> y: f32[1] {
    shared s = dense(2)
    hidden = x -> s -> tanh -> s
    y = hidden -> dense(1)
}

train {
    loss      = mse(y, target)
    optimizer = sgd(0.1)
    freeze    = [frozen("[ds]*.weight", until=1)]
    batch     = 8
    epochs    = 1
}
"""
CHANGES = [
    ("another name", "hidden", "inner", True),
    ("another path", "dense(1)", 'dense(1, name="tail")', False),
    ("another path that no pattern knows of", "shared s = dense(2)", 'shared s = dense(2, name="stem")', True),
    ("another operation", "tanh", "sigmoid", False),
    ("another beginning", "dense(1)", "dense(1, init=zeros)", False),
    ("parameters of their own", "-> s -> tanh -> s", "-> s -> tanh -> dense(2)", False),
    ("another setting of training", "0.1", "0.2", False),
    ("another loss", "mse(", "mae(", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "alike"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES]
)
def test_what_is_the_same(old: str, new: str, alike: bool) -> None:
    def made(text: str) -> Elaborated:
        return elaborate(Source("x.tenet", text), watch=True)

    body = BASE.replace(old, new)
    assert made(body).diagnostics == made(BASE).diagnostics == ()
    assert same(made(BASE), made(body)) is alike


def test_what_runs_in_a_loop_is_compared() -> None:
    def made(stages: str) -> object:
        text = f"network(x: f32[5, 2], h: f32[3]) -> y {{\n    y = x -> scan(cell, initial=h)\n}}\nblock cell(x, h) {{\n    return (x, h) -> concat -> {stages}\n}}\n"
        return meaning(elaborate(Source("x.tenet", text)).sound().networks["x"])

    assert made("dense(3)") == made('dense(3, name="other")')
    assert made("dense(3)") != made("dense(3) -> tanh")


# ── in an editor ─────────────────────────────────────────────────────────────────────────────

USED = """\
# Bent.
block bent(x; n) {
    return x -> dense(n) -> tanh
}

network(x: f32[4]) -> y {
    y = x -> bent(9) -> bent(3)
}
"""


def test_one_use_or_all(editor: Editor) -> None:
    (made,) = actions(
        editor, "inline.tenet", USED.replace("-> bent(3)", "-> be«»nt(3)"), "refactor.inline"
    ).values()
    assert made == USED.replace("bent(3)", "dense(3) -> tanh")

    (made,) = actions(
        editor, "inlined.tenet", USED.replace("block bent", "block «»bent"), "refactor.inline"
    ).values()
    assert made == (
        "network(x: f32[4]) -> y {\n    y = x -> dense(9) -> tanh -> dense(3) -> tanh\n}\n"
    )


def test_what_another_file_uses_is_not_removed(start: Callable[..., Editor]) -> None:
    editor = start()
    (editor.folder / "main.tenet").write_text(
        'import "inline.tenet" as i\n\nnetwork(x: f32[4]) -> y {\n    y = x -> i.bent(2)\n}\n'
    )
    marked = USED.replace("block bent", "block «»bent")

    assert actions(editor, "inline.tenet", marked, "refactor.inline") == {}
    assert len(actions(editor, "other.tenet", marked, "refactor.inline")) == 1
