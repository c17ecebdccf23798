"""The standard library: its source is sound and documented, every block is tried, counts are those published."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

import pytest
from tests.std.case import Case
from tests.std.cases import CASES, EACH
from tests.std.published import PUBLISHED
from tests.std.spelt_out import SPELT_OUT

from tenet.cli.commands.ops import ops
from tenet.elaborate.experiment import elaborate
from tenet.frozen import fields
from tenet.ir.graph import Graph
from tenet.pages.library import Shelved, blocks, library
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

    kind = "operation written in Tenet" if block.operation else "block"
    assert page.startswith(f"{block.name} ({kind})\n")
    assert (f"Import: import {block.module}\n" in page) is not block.operation
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
    inputs = {given.name.text for given in block.tree.inputs}
    given: set[str] = set()
    for case in CASES[block.name].values():
        for call in calls(case.text, block.name):
            by_name = [a.name.text for a in call.arguments if a.name is not None]
            given.update(by_name, names[: len(call.arguments) - len(by_name)])

    assert given - inputs == set(names)


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
        assert block.rpartition(".")[2] in {use.name for use in graph_of(case.text).blocks.values()}


# ── what the blocks are ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "body"), SPELT_OUT.items(), ids=SPELT_OUT)
def test_a_block_is_what_the_paper_draws(name: str, body: str) -> None:
    case = EACH[name]
    drawn = graph_of(f"network({case.header}) -> y {{\n {body}\n}}")

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


@pytest.mark.parametrize(("inputs", "body", "count"), PUBLISHED.values(), ids=PUBLISHED)
def test_parameters_are_those_published(inputs: str, body: str, count: int) -> None:
    modules = sorted(set(re.findall(r"-> (\w+)\.", body)))
    imports = "".join(f"import {module}\n" for module in modules)

    assert learned(graph_of(f"{imports}network({inputs}) -> y {{\n{body}\n}}\n")) == count
