"""The standard library: its source is sound and documented, every block is tried, counts are those published."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
from tests.std.cases import CASES, EACH, Case

from tenet.cli.commands.ops import ops
from tenet.cli.library import Shelved, blocks, library
from tenet.elaborate.experiment import elaborate
from tenet.frozen import fields
from tenet.ir.graph import Graph
from tenet.source import Source
from tenet.syntax.format import format_text
from tenet.syntax.parse import parse
from tenet.syntax.tree import Call, Node

WIDEST = 90
"""A comment's first line, within the quotes of an emitted docstring, ends before column 100."""


def graph_of(text: str) -> Graph:
    """The network of a text in which nothing is wrong."""
    elaborated = elaborate(Source("spec.tenet", text))
    assert [d.message for d in elaborated.diagnostics] == []
    assert elaborated.experiment.network is not None
    return elaborated.experiment.network


def learned(graph: Graph) -> object:
    """How many numbers a network learns."""
    return sum(math.prod(p.shape) for p in graph.parameters.values() if p.trainable)


# ── the source ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("module", library())
def test_a_module_is_formatted(module: str) -> None:
    source = library()[module].source

    assert format_text(source) == source.text


def findings(text: str) -> list[str]:
    """What is found in a file of blocks, whatever they are used for."""
    return [d.message for d in elaborate(Source("blocks.tenet", text)).diagnostics]


@pytest.mark.parametrize("module", library())
def test_a_module_has_no_findings(module: str) -> None:
    text = library()[module].source.text
    idle = "\nblock idle(x; unread) {\n    return x -> relu\n}\n"

    assert findings(text) == []
    assert findings(text + idle) == ["nobody uses `unread`"]


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.name)
def test_a_block_says_what_it_is(block: Shelved) -> None:
    lines = block.tree.doc.splitlines()

    assert block.summary.endswith((".", ":"))
    assert any(line.startswith("Shapes: ") for line in lines)
    assert len(lines[0]) <= WIDEST, "an emitted docstring has it on one line"


@pytest.mark.parametrize("module", library())
def test_a_module_says_what_it_holds(module: str) -> None:
    assert library()[module].doc


def test_ops_lists_every_block(capsys: pytest.CaptureFixture[str]) -> None:
    assert ops() == 0
    listed = capsys.readouterr().out

    for block in blocks():
        assert f"  {block.name} " in listed
        assert block.summary in listed


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.name)
def test_ops_explains_a_block(block: Shelved, capsys: pytest.CaptureFixture[str]) -> None:
    assert ops(block.name) == 0
    page = capsys.readouterr().out

    assert page.startswith(f"{block.name} (block)\n")
    assert f"Import: import {block.module}\n" in page
    for setting in block.tree.settings:
        default = "required" if setting.default is None else f"default {setting.default.span.text}"
        (line,) = [row for row in page.splitlines() if row.startswith(f"    {setting.name.text}")]
        assert line.endswith(f"({default})")


def test_ops_knows_the_nearest_block(capsys: pytest.CaptureFixture[str]) -> None:
    assert ops("vision.residul") == 1
    assert "did you mean `vision.residual`?" in capsys.readouterr().err


# ── the table ────────────────────────────────────────────────────────────────────────────────


def test_every_block_is_in_the_table() -> None:
    assert set(CASES) == {block.name for block in blocks()}


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.name)
def test_every_setting_is_given_in_the_table(block: Shelved) -> None:
    names = [setting.name.text for setting in block.tree.settings]
    given: set[str] = set()
    for case in CASES[block.name].values():
        for call in calls(case.text, block.name):
            by_name = [a.name.text for a in call.arguments if a.name is not None]
            given.update(by_name, names[: len(call.arguments) - len(by_name)])

    assert given == set(names)


def calls(text: str, name: str) -> list[Call]:
    """The calls of a block in a text."""
    spec, _ = parse(Source("spec.tenet", text))
    found = [node for item in spec.items for node in nodes(item)]
    return [n for n in found if isinstance(n, Call) and n.callee.span.text == name]


def nodes(node: Any) -> Iterator[Node]:
    """A tree's nodes, from the outside in."""
    if isinstance(node, tuple):
        for item in node:
            yield from nodes(item)
    elif isinstance(node, Node):
        yield node
        for name in fields(node):
            yield from nodes(getattr(node, name))


@pytest.mark.parametrize(("block", "cases"), CASES.items(), ids=CASES)
def test_every_case_uses_its_block(block: str, cases: dict[str, Case]) -> None:
    for case in cases.values():
        assert block.partition(".")[2] in {use.name for use in graph_of(case.text).blocks.values()}


# ── what the blocks are ──────────────────────────────────────────────────────────────────────

SPELT_OUT = {
    "dense.mlp-two-layers": "y = x -> dense(5) -> relu -> dense(4) -> relu",
    "dense.mlp-forgetful": "y = x -> dense(40) -> relu -> dropout(20%) -> dense(40) -> relu"
    " -> dropout(20%)",
    "dense.residual-forgetful": "y = x + (x -> batch_norm -> dense(40) -> relu -> dropout(50%)"
    " -> dense(6) -> dropout(10%))",
    "dense.residual-forgetful-at-the-end": "y = x + (x -> batch_norm -> dense(5) -> relu"
    " -> dense(40) -> dropout(10%))",
    "dense.residual_mlp-two-blocks": "z = x -> dense(5)"
    "\n z = z + (z -> batch_norm -> dense(10) -> relu -> dense(5))"
    "\n z = z + (z -> batch_norm -> dense(10) -> relu -> dense(5))"
    "\n y = z -> batch_norm -> relu",
    "vision.conv_norm_act-image": "y = x -> conv(4, 3, bias=false) -> batch_norm -> relu",
    "vision.residual-same-shape": "z = x -> conv(5, 3, bias=false) -> batch_norm -> relu"
    " -> conv(5, 3, bias=false) -> batch_norm"
    "\n y = z + x -> relu",
    "vision.residual-wider": "z = x -> conv(5, 3, bias=false) -> batch_norm -> relu"
    " -> conv(5, 3, bias=false) -> batch_norm"
    "\n y = z + (x -> conv(5, 1, bias=false) -> batch_norm) -> relu",
    "vision.bottleneck-same-shape": "z = x -> conv(2, 1, bias=false) -> batch_norm -> relu"
    " -> conv(2, 3, bias=false) -> batch_norm -> relu"
    " -> conv(8, 1, bias=false) -> batch_norm(scale_init=0)"
    "\n y = z + x -> relu",
    "vision.bottleneck-strided": "z = x -> conv(2, 1, bias=false) -> batch_norm -> relu"
    " -> conv(2, 3, stride=2, bias=false) -> batch_norm -> relu"
    " -> conv(8, 1, bias=false) -> batch_norm(scale_init=0)"
    "\n y = z + (x -> conv(8, 1, stride=2, bias=false) -> batch_norm) -> relu",
    "vision.bottleneck-smaller": "z = x -> conv(4, 1, bias=false) -> batch_norm -> leaky_relu(0.1)"
    " -> conv(4, 3, stride=2, bias=false) -> batch_norm -> leaky_relu(0.1)"
    " -> conv(12, 1, bias=false) -> batch_norm(scale_init=0)"
    "\n y = z + (x -> conv(12, 1, stride=2, bias=false) -> batch_norm) -> leaky_relu(0.1)",
}
"""Cases without any block, as the papers draw them."""


@pytest.mark.parametrize(("name", "body"), SPELT_OUT.items(), ids=SPELT_OUT)
def test_a_block_is_what_the_paper_draws(name: str, body: str) -> None:
    case = EACH[name]
    drawn = graph_of(f"network(x: {case.given}) -> y {{\n {body}\n}}")

    assert computed(graph_of(case.text)) == computed(drawn)


def computed(graph: Graph) -> list[tuple[object, list[int]]]:
    """What a network computes, whatever it calls its values."""
    return [(node.op, [value.number for value in node.inputs]) for node in graph.nodes]


def test_every_block_is_drawn() -> None:
    assert {name.partition("-")[0] for name in SPELT_OUT} == set(CASES)


# ── how many parameters there are ────────────────────────────────────────────────────────────


@pytest.mark.parametrize("case", EACH.values(), ids=EACH)
def test_parameters_are_those_counted_by_hand(case: Case) -> None:
    assert learned(graph_of(case.text)) == case.parameters


PUBLISHED = {
    "resnet18": ("residual", (2, 2, 2, 2), 11_689_512),
    "resnet34": ("residual", (3, 4, 6, 3), 21_797_672),
    "resnet50": ("bottleneck", (3, 4, 6, 3), 25_557_032),
    "resnet101": ("bottleneck", (3, 4, 23, 3), 44_549_160),
}
"""The block, how many of it each stage has, and the parameters that torchvision publishes."""


def resnet(block: str, depths: tuple[int, ...]) -> str:
    """A residual network for ImageNet (He et al., 2016, table 1)."""
    stages = [f"[{64 * 2**i}, {depth}, {min(i, 1) + 1}]" for i, depth in enumerate(depths)]
    return f"""
import vision
network(image: f32[3, 224, 224]) -> score: f32[1000] {{
    x = image -> vision.conv_norm_act(64, 7, stride=2) -> max_pool(3, stride=2)
    for channels, depth, stride in [{", ".join(stages)}] {{
        x = x -> vision.{block}(channels, stride)
        repeat depth - 1 {{
            x = x -> vision.{block}(channels)
        }}
    }}
    score = x -> global_avg_pool -> dense(1000)
}}
"""


@pytest.mark.parametrize(("block", "depths", "count"), PUBLISHED.values(), ids=PUBLISHED)
def test_parameters_are_those_published(block: str, depths: tuple[int, ...], count: int) -> None:
    assert learned(graph_of(resnet(block, depths))) == count
