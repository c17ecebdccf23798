"""Each construct of the language, the tree that it makes, and the text that its nodes cover."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tenet.source import Source
from tenet.syntax import tree
from tenet.syntax.parse import parse


def items(text: str) -> tuple[tree.Item, ...]:
    spec, found = parse(Source("t.tenet", text))

    assert [diagnostic.message for diagnostic in found] == []
    return spec.items


def value(text: str) -> Any:
    (section,) = items(f"data {{ x = {text} }}")
    assert isinstance(section, tree.Section)
    (bind,) = section.entries
    assert isinstance(bind, tree.Bind)
    assert bind.value.span.text == text
    return bind.value


SHAPES: dict[type, Callable[[Any], Any]] = {
    tree.Name: lambda n: n.text,
    tree.Literal: lambda n: (n.value,),
    tree.Percent: lambda n: ("%", n.value),
    tree.Binary: lambda n: (n.operator, shape(n.left), shape(n.right)),
    tree.Unary: lambda n: (n.operator, shape(n.operand)),
    tree.Range: lambda n: ("..", shape(n.low), shape(n.high)),
    tree.Chain: lambda n: ("->", shape(n.value), shape(n.stage)),
    tree.Call: lambda n: ("call", shape(n.callee), *map(shape, n.arguments)),
    tree.Argument: lambda n: shape(n.value) if n.name is None else (n.name.text, shape(n.value)),
    tree.Index: lambda n: ("index", shape(n.value), *map(shape, n.items)),
    tree.Attribute: lambda n: (".", shape(n.value), n.name.text),
    tree.ListOf: lambda n: ("list", *map(shape, n.items)),
    tree.Group: lambda n: ("group", *map(shape, n.items)),
    tree.Conditional: lambda n: ("if", shape(n.test), shape(n.then), shape(n.otherwise)),
    type(None): lambda n: n,
}


def shape(node: Any) -> Any:
    """A node as nested tuples without spans: short to write in a table."""
    return SHAPES[type(node)](node)


EXPRESSIONS = [
    ("100_000", (100_000,)),
    ("1e-3", (0.001,)),
    ("2.5", (2.5,)),
    ("15%", ("%", 0.15)),
    ("0.5%", ("%", 0.005)),
    ('"a\\"\\\\\\n\\t"', ('a"\\\n\t',)),
    ("true", (True,)),
    ("none", (None,)),
    ("a + b * c", ("+", "a", ("*", "b", "c"))),
    ("a - b - c", ("-", ("-", "a", "b"), "c")),
    ("-a ** -b", ("-", ("**", "a", ("-", "b")))),
    ("a ** b ** c", ("**", "a", ("**", "b", "c"))),
    ("a // b / c", ("/", ("//", "a", "b"), "c")),
    ("not a and b or c", ("or", ("and", ("not", "a"), "b"), "c")),
    ("a + 1 == b", ("==", ("+", "a", (1,)), "b")),
    ("3 in [1, 3]", ("in", (3,), ("list", (1,), (3,)))),
    ("f32[F] in 0..1", ("in", ("index", "f32", "F"), ("..", (0,), (1,)))),
    ("0..T - 1", ("..", (0,), ("-", "T", (1,)))),
    ("0..", ("..", (0,), None)),
    ("..-2", ("..", None, ("-", (2,)))),
    ("x[.., i..i]", ("index", "x", ("..", None, None), ("..", "i", "i"))),
    ("x[1..]", ("index", "x", ("..", (1,), None))),
    ("a if b else c if d else e", ("if", "b", "a", ("if", "d", "c", "e"))),
    ("(a)", ("group", "a")),
    ("(a, b,)", ("group", "a", "b")),
    ("[]", ("list",)),
    ("f()", ("call", "f")),
    ("f(a, k=b -> g,)", ("call", "f", "a", ("k", ("->", "b", "g")))),
    ("a.b.c(1)", ("call", (".", (".", "a", "b"), "c"), (1,))),
    ("a -> f -> g(1)", ("->", ("->", "a", "f"), ("call", "g", (1,)))),
    ("a + b -> v.f", ("->", ("+", "a", "b"), (".", "v", "f"))),
    ("(a, b) -> (f -> g)", ("->", ("group", "a", "b"), ("group", ("->", "f", "g")))),
    ("a\n    -> f", ("->", "a", "f")),
    ("f(\n    a,\n    b\n)", ("call", "f", "a", "b")),
]


@pytest.mark.parametrize(("text", "expected"), EXPRESSIONS, ids=[text for text, _ in EXPRESSIONS])
def test_expression(text: str, expected: object) -> None:
    assert shape(value(text)) == expected


@pytest.mark.parametrize("sign", ["->", "+", "-", "*", "/", "//", "**", "==", "<", "..", "and"])
def test_line_that_begins_with_operator_continues(sign: str) -> None:
    assert value(f"a\n\n  # between\n    {sign} b") == value(f"a {sign} b")


def test_declarations() -> None:
    text = (
        "import vision\n"
        "import vision as v\n"
        'import "blocks/unet.tenet" as unet\n'
        "param rate = 3e-3\n"
        "param width: int in 4..256 = 16\n"
    )
    plain, renamed, path, rate, width = items(text)

    assert isinstance(plain, tree.Import)
    assert isinstance(renamed, tree.Import)
    assert isinstance(path, tree.Import)
    assert isinstance(rate, tree.Param)
    assert isinstance(width, tree.Param)
    assert (shape(plain.module), plain.alias) == ("vision", None)
    assert (shape(renamed.module), shape(renamed.alias)) == ("vision", "v")
    assert (shape(path.module), shape(path.alias)) == (("blocks/unet.tenet",), "unet")
    assert (rate.name.text, rate.type, shape(rate.default)) == ("rate", None, (0.003,))
    assert shape(width.type) == ("in", "int", ("..", (4,), (256,)))
    assert width.span.text == "param width: int in 4..256 = 16"


def test_block() -> None:
    text = "block f(x: f32[C], y=none; k, act=relu) {\n    z = x\n    return z, y -> act\n}"
    (block,) = items(text)

    assert isinstance(block, tree.Block)
    assert [parameter.name.text for parameter in block.inputs] == ["x", "y"]
    assert [parameter.name.text for parameter in block.settings] == ["k", "act"]
    assert [shape(parameter.default) for parameter in block.inputs] == [None, (None,)]
    assert block.inputs[0].span.text == "x: f32[C]"
    assert [statement.span.text for statement in block.body] == ["z = x"]
    assert [shape(result) for result in block.results] == ["z", ("->", "y", "act")]
    assert block.span.text == text


def test_block_on_one_line_without_inputs() -> None:
    (block,) = items("block f(; k) { return k }")

    assert isinstance(block, tree.Block)
    assert (block.inputs, block.settings[0].name.text) == ((), "k")
    assert block.body == ()


def test_network() -> None:
    named, plain = items(
        "network g(x: f32[3] in 0..1, y) -> a: f32[1], b {\n    a, b = x -> f\n}\nnetwork() -> c {}\n"
    )

    assert isinstance(named, tree.Network)
    assert isinstance(plain, tree.Network)
    assert named.name is not None
    assert named.name.text == "g"
    assert [output.span.text for output in named.outputs] == ["a: f32[1]", "b"]
    assert (plain.name, plain.inputs, plain.body) == (None, (), ())


def test_statements() -> None:
    text = """network(x) -> y {
    a: f32[3], b = x
    shared tower = dense(3) -> relu
    for c, d in [[1, 2]] { y = x }
    repeat depth - 1 {
        y = x
    }
    if a { y = x }
    else if b { y = b } else {
    }
}
"""
    (network,) = items(text)
    assert isinstance(network, tree.Network)
    bind, shared, loop, repeat, choice = network.body

    assert isinstance(bind, tree.Bind)
    assert isinstance(shared, tree.Shared)
    assert isinstance(loop, tree.For)
    assert isinstance(repeat, tree.Repeat)
    assert isinstance(choice, tree.If)
    assert [shape(target.type) for target in bind.targets] == [("index", "f32", (3,)), None]
    assert (shared.name.text, shape(shared.value)[0]) == ("tower", "->")
    assert [name.text for name in loop.names] == ["c", "d"]
    assert loop.span.text == "for c, d in [[1, 2]] { y = x }"
    assert (shape(repeat.count), len(repeat.body)) == (("-", "depth", (1,)), 1)
    (other,) = choice.otherwise
    assert isinstance(other, tree.If)
    assert (len(choice.then), len(other.then), other.otherwise) == (1, 1, ())


def test_section_in_section() -> None:
    (section,) = items("train {\n    loss = a\n    metrics { f1 = f1(a) }\n    empty {}\n}")

    assert isinstance(section, tree.Section)
    loss, metrics, empty = section.entries
    assert isinstance(loss, tree.Bind)
    assert isinstance(metrics, tree.Section)
    assert isinstance(empty, tree.Section)
    assert (metrics.name.text, len(metrics.entries), empty.entries) == ("metrics", 1, ())
    assert metrics.span.text == "metrics { f1 = f1(a) }"


def test_comments_and_docs() -> None:
    text = """# A title.
#   More.

# Lost.

# Width of it.
# tenet: allow(rule) reason
param width = 3  # behind
data {
    # Inner.
    rows { a = 1 }
}
"""
    spec, found = parse(Source("t", text))
    param, data = spec.items

    assert found == ()
    assert spec.doc == "A title.\n  More."
    assert isinstance(param, tree.Param)
    assert isinstance(data, tree.Section)
    assert param.doc == "Width of it."
    assert data.doc == ""
    assert isinstance(data.entries[0], tree.Section)
    assert data.entries[0].doc == "Inner."
    assert [comment.span.text for comment in spec.comments if not comment.alone] == ["# behind"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_kind(end: str) -> None:
    text = "param a = 1\n\nparam b = 2\n"

    assert items(text.replace("\n", end)) == items(text)


def test_byte_order_mark_is_nothing() -> None:
    assert items("\ufeffparam a = 1") == items("param a = 1")


@pytest.mark.parametrize("text", ["", "\n", "# only\n", "\r\n\t \n"])
def test_empty(text: str) -> None:
    assert items(text) == ()
