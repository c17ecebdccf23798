"""Static values: arithmetic, conditions, percentages, ranges, params and what sets them."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, pi
from typing import Any

import pytest

from tenet.catalogue.definition import Percent
from tenet.elaborate.context import POISON, Context, StaticPlace
from tenet.elaborate.evaluate import evaluate
from tenet.elaborate.scope import Scope
from tenet.ir.graph import Graph
from tenet.ops.source import Constant
from tenet.source import Source, Span
from tenet.syntax.parse import parse
from tenet.syntax.tree import Param
from tenet.types.dim import named
from tenet.types.tensor import Interval

Said = Callable[..., list[str]]
Built = Callable[..., Graph]


def value(text: str, **names: object) -> tuple[object, list[str]]:
    """What an expression is worth, and what is said of it."""
    source = Source("t", f"param it = {text}")
    spec, diagnostics = parse(source)
    assert diagnostics == ()
    (param,) = spec.items
    assert isinstance(param, Param)
    scope = Scope()
    for name, bound in names.items():
        scope.bind(name, bound, Span(source, 0, 0))
    context = Context(scope, StaticPlace(), [])
    return evaluate(context, param.default), [d.message for d in context.reports]


T, F = named("T"), named("F")
VALUES: list[tuple[str, object]] = [
    ("1 + 2 * 3 ** 2", 19),
    ("-2 ** 2", -4),
    ("2 ** -1", 0.5),
    ("7 // 2 - 7 / 2", -0.5),
    ("-7 // 2", -4),
    ("2 ** 3 ** 2", 512),
    ("100_000 + 1", 100_001),
    ("1e-3", 1e-3),
    ("15%", Percent(0.15)),
    ("15% + 5%", 0.2),
    ("100 * 15%", 15.0),
    ("pi", pi),
    ("-inf", -inf),
    ("0..9", Interval(0, 9)),
    ("0..", Interval(0)),
    ("..9", Interval(high=9)),
    ("9..0", Interval(9, 0)),
    ("(1 + 1)..2 ** 3", Interval(2, 8)),
    ("[1, 2] + [3]", (1, 2, 3)),
    ("[]", ()),
    ("1 < 2 and not 2 < 1", True),
    ("1 == 1.0", True),
    ("1 != none", True),
    ('"a" == "a"', True),
    ("3 in 0..3", True),
    ("4 in 0..3", False),
    ("4 in 0..", True),
    ("3 in [1, 3]", True),
    ('"a" in ["b"]', False),
    ("3 if 1 < 2 else 1 // 0", 3),
    ("true or false", True),
    ("none == none", True),
    ("T != none", True),
    ("[1, [2]] == [1, [2]]", True),
    ("[8, 4][1]", 4),
    ("[8, 4, 2][1..]", (4, 2)),
    ("[8, [4, 2]][1][0]", 4),
    ("[] + [1]", (1,)),
    ("2 * T + 1", 2 * T + 1),
    ("T - T", 0),
    ("(T + 1) // 2", (T + 1) // 2),
    ("T == T", True),
    ("T * F == F * T", True),
    ("T != T", False),
]


@pytest.mark.parametrize(("text", "expected"), VALUES, ids=[text for text, _ in VALUES])
def test_value(text: str, expected: object) -> None:
    found, said_ = value(text, T=T, F=F)

    assert said_ == []
    assert found == pytest.approx(expected) if isinstance(expected, float) else found == expected
    assert isinstance(found, bool) is isinstance(expected, bool)


IMPOSSIBLE = [
    ("1 // 0", "cannot compute 1 // 0"),
    ("1 / (1 - 1)", "cannot compute 1 / 0"),
    ("0 ** -1", "cannot compute 0 ** -1"),
    ("2 ** 10 ** 9", "cannot compute 2 ** 1000000000"),
    ("2 ** 2040 * 3 ** 2040", f"cannot compute {str(2**2040)[:40]}… * {str(3**2040)[:40]}…"),
    ("10.0 ** 400", "cannot compute 10 ** 400"),
    ("(0 - 8) ** 0.5", "cannot compute -8 ** 0.5"),
    ('"a" + "b"', 'cannot compute "a" + "b"'),
    ('"a" * 3', 'cannot compute "a" * 3'),
    ("true + 1", "cannot compute true + 1"),
    ("none < 1", "cannot compute none < 1"),
    ("[1] * 2", "cannot compute [1] * 2"),
    ("(0..1) + 1", "cannot compute 0..1 + 1"),
    ("-true", "true has no negative"),
    ('-"a"', '"a" has no negative'),
    ("not 1", "a condition must be true or false, not 1"),
    ("1 and true", "a condition must be true or false, not 1"),
    ("1 if 0 else 2", "a condition must be true or false, not 0"),
    ("1 in 2", "2 holds nothing: `in` needs a range or a list"),
    ('0.."9"', 'a range ends in a number, not "9"'),
    ("true..2", "a range ends in a number, not true"),
    ("T < 3", "`T < 3` is decided when the data tells `T`"),
    ("T == 3", "`T == 3` is decided when the data tells `T`"),
    ("3 != T", "`3 != T` is decided when the data tells `T`"),
    ("T in [1, 2]", "cannot compute T in [1, 2]"),
    ("T / 2", "cannot compute T / 2"),
    ("T ** 2", "cannot compute T ** 2"),
    ("T * 1.5", "cannot compute T * 1.5"),
    ("T // 0", "cannot compute T // 0"),
    ("x.size", "nothing here is called `x`"),
]


@pytest.mark.parametrize(("text", "message"), IMPOSSIBLE, ids=[text for text, _ in IMPOSSIBLE])
def test_impossible(text: str, message: str) -> None:
    assert value(text, T=T) == (POISON, [message])


@pytest.mark.parametrize("text", ["[x, x + 1, -x]", "x + x // x", "x if x else x", "x..x", "(x)"])
def test_poison_is_silent(text: str) -> None:
    assert value(text, x=POISON) == (POISON, [])


def test_unknown_names_are_each_reported() -> None:
    _, messages = value("[a, b + c]")

    assert messages == [f"nothing here is called `{name}`" for name in "abc"]


NETWORK = "network(x: f32[4]) -> y {\n    y = x -> dense(width)\n}\n"
PARAMS: list[tuple[str, dict[str, str], list[str]]] = [
    ("param width = 8", {}, []),
    ("param width: int = 8", {}, []),
    ("param width: int in 4..16 = 8", {}, []),
    ("param width: int in 4..16 = 32", {}, ["VAL007 32"]),
    ("param width: int in [8, 16] = 16", {}, []),
    ("param width: int in [8, 16] = 12", {}, ["VAL007 12"]),
    ("param width: int = 8.0", {}, ["VAL007 8.0"]),
    ("param width: int = true", {}, ["VAL007 true"]),
    ("param width: float = 8", {}, []),
    ("param width: text = 8", {}, ["VAL007 8"]),
    ("param width: whole = 8", {}, ["TYP005 whole"]),
    ("param width: int in 4.. = 8", {"width": "16"}, []),
    ("param width: int in 4.. = 8", {"width": "2"}, ["VAL007 2"]),
    ("param width: int = 8", {"width": "1.5"}, ["VAL007 1.5"]),
    ("param width: int = 8", {"width": '"8"'}, ['VAL007 "8"']),
    ("param width = 8", {"width": "4 * 4"}, []),
    ("param width = 8", {"width": "none"}, ["VAL001 width"]),
    ("param width = 8", {"widht": "16"}, ["NAM001"]),
    ("param width = 8", {"width": "16 16"}, ["SYN001 16"]),
    ("param base = 4\nparam width = 2 * base", {"base": "8"}, []),
]


@pytest.mark.parametrize(
    ("declared", "overrides", "expected"),
    PARAMS,
    ids=[f"{declared} {overrides or ''}" for declared, overrides, _ in PARAMS],
)
def test_params(declared: str, overrides: dict[str, str], expected: list[str], said: Said) -> None:
    assert said(f"{declared}\n{NETWORK}", overrides) == expected


MATHEMATICS = [
    ("x * sqrt(24)", 24**0.5),
    ("x * mod(7, 2)", 1),
    ("x * mod(0 - 7, 2)", 1),
    ("x * exp(0)", 1),
    ("x * log(1)", 0),
    ("x * abs(2 - 5)", 3),
    ("x * sqrt(x.features)", 2),
    ("x * (1 / sqrt(x.features))", 0.5),
    ("x * sqrt(sqrt(16))", 2),
    ("x * mod(x.features, 3) ** 2", 1),
]


@pytest.mark.parametrize(("value", "factor"), MATHEMATICS, ids=[row[0] for row in MATHEMATICS])
def test_mathematics_is_static_on_numbers(value: str, factor: float, built: Built) -> None:
    graph = built(f"network(x: f32[4]) -> y {{\n    y = {value}\n}}\n")
    constants = [node.op for node in graph.nodes if node.op.term() == "constant"]

    assert [node.op.term() for node in graph.nodes if node.inputs] == ["mul"]
    assert [op.value for op in constants if isinstance(op, Constant)] == [pytest.approx(factor)]


UNDEFINED = ["sqrt(0 - 4)", "log(0)", "mod(3, 0)", "sqrt(x.features - 8)", "exp(10 ** 9)"]


@pytest.mark.parametrize("value", UNDEFINED)
def test_mathematics_without_a_value(value: str, said: Said) -> None:
    assert said(f"network(x: f32[4]) -> y {{\n    y = x * {value}\n}}\n") == [f"VAL006 {value}"]


def test_overrides_count(built: Built) -> None:
    text = f"param base = 4\nparam width = 2 * base\n{NETWORK}"

    assert built(text).outputs["y"].type.shape == (8,)
    assert built(text, {"base": "8"}).outputs["y"].type.shape == (16,)


CALLS: list[tuple[str, Any]] = [
    ("x -> dense(8)", (8,)),
    ("x -> dense(units=8)", (8,)),
    ("x -> dense(8 if x.features > 3 else 2)", (8,)),
    ("x -> dense(2 * x.channels)", (8,)),
    ("x -> reshape(x.features // 2, 2)", (2, 2)),
]


@pytest.mark.parametrize(("body", "shape"), CALLS, ids=[body for body, _ in CALLS])
def test_settings_are_static(body: str, shape: tuple[int, ...], built: Built) -> None:
    graph = built(f"network(x: f32[4]) -> y {{\n    y = {body}\n}}\n")

    assert graph.outputs["y"].type.shape == shape


@pytest.mark.parametrize("start", ["10", "x.features + 1"], ids=["a number", "a size"])
def test_repeated_squares_end(start: str, said: Said) -> None:
    squares = "    s = s * s\n" * 40
    text = f"network(x: f32[F]) -> y {{\n    s = {start}\n{squares}    y = x -> dense(s)\n}}\n"

    assert said(text) == ["VAL006 s * s"]
