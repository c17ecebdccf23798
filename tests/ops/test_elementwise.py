"""Functions of numbers give the same for static numbers as for tensors, and lie where they were told to."""

from __future__ import annotations

from collections.abc import Callable
from math import e, inf, isnan, pi
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tenet.catalogue.lookup import known
from tenet.catalogue.operation import Operation
from tenet.ir.builder import GraphBuilder
from tenet.ops.activation import Gelu, LeakyRelu, Relu, Sigmoid, Tanh
from tenet.ops.arithmetic import Add, Div, Mod, Mul, Pow, Sub
from tenet.ops.elementwise import Elementwise
from tenet.ops.mathematics import Abs, Exp, Log, Neg, Sqrt
from tenet.ops.source import Input
from tenet.source import Source, Span
from tenet.types.tensor import EVERYTHING, DType, Interval, TensorType, f32

KIND: type[Operation] = Operation  # type: ignore[type-abstract]  # only looked up
FUNCTIONS: dict[str, Elementwise] = {
    term: made
    for term, operation in known(KIND).items()
    if isinstance(made := operation.model_construct(), Elementwise)
}
FUNCTIONS |= {
    "leaky_relu-flat": LeakyRelu(slope=0),
    "leaky_relu-straight": LeakyRelu(slope=1),
    "gelu-approximate": Gelu(approximate=True),
}
FAR = 1e38
"""As far as numbers are drawn, where a range has no end."""
HERE = Span(Source("here", "x"), 0, 1)

floats = st.one_of(st.floats(-40, 40, width=32), st.integers(-4, 4).map(float))
ends = st.one_of(floats, st.sampled_from((-inf, inf, 0.0, -1e30, 1e30)))
functions = st.sampled_from(sorted(FUNCTIONS)).map(FUNCTIONS.__getitem__)


@st.composite
def ranged(draw: st.DrawFn) -> tuple[Elementwise, list[Interval], list[float]]:
    """A function, ranges for its numbers, and a number in each."""
    function = draw(functions)
    ranges, numbers = [], []
    for _ in function.inputs.names:
        low, high = sorted((draw(ends) + 0.0, draw(ends) + 0.0))
        high = low if draw(st.integers(0, 4)) == 0 else high
        assume(low < FAR and high > -FAR)
        inside = st.floats(max(low, -FAR), min(high, FAR))
        numbers.append(draw(st.one_of(inside, st.sampled_from((max(low, -FAR), min(high, FAR))))))
        ranges.append(Interval(low, high))
    return function, ranges, numbers


@given(ranged())
def test_ranges_hold_what_is_computed(
    drawn: tuple[Elementwise, list[Interval], list[float]],
) -> None:
    function, ranges, numbers = drawn
    told = function.value_range(*ranges)
    try:
        value = function.number(*numbers)
    except (ValueError, ArithmeticError):
        return
    room = 1e-6 * max(1.0, abs(value)) if abs(value) != inf else 0.0

    assert not isnan(told.low)
    assert not isnan(told.high)
    assert told.low - room <= value <= told.high + room, (told, value)


@pytest.mark.target
@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_static_numbers_are_those_of_tensors(
    compiled_graph: Callable[..., Any], function: Elementwise
) -> None:
    builder = GraphBuilder()
    names = function.inputs.names
    values = [builder.add(Input(type=f32(4)), (), span=HERE, hint=name) for name in names]
    output = builder.add(function, tuple(values), span=HERE)
    network = compiled_graph(builder.graph("one", {"y": output}))
    numbers = np.random.default_rng(2).uniform(0.5, 3, (len(names), 5, 4)).astype(np.float32)
    if type(function) not in {Log, Sqrt, Pow}:
        numbers[:, :3] *= -1

    (made,) = network.assert_agree(dict(zip(names, numbers, strict=True)))

    expected = np.vectorize(function.number, otypes=[float])(*numbers.astype(np.float64))
    np.testing.assert_allclose(made, expected, rtol=1e-5, atol=1e-5)


EXACT: list[tuple[Elementwise, tuple[float, ...], float]] = [
    (Add(), (2, 3), 5),
    (Sub(), (2, 3), -1),
    (Mul(), (2, 3), 6),
    (Div(), (1, 4), 0.25),
    (Pow(), (2, 10), 1024),
    (Pow(), (-2, 3), -8),
    (Pow(), (4, 0.5), 2.0),
    (Mod(), (7, 3), 1),
    (Mod(), (-7, 3), 2),
    (Mod(), (7, -3), -2),
    (Mod(), (-0.5, 2), 1.5),
    (Neg(), (3,), -3),
    (Abs(), (-3,), 3),
    (Sqrt(), (49,), 7.0),
    (Log(), (e,), 1.0),
    (Exp(), (0,), 1.0),
    (Relu(), (-3,), 0),
    (Relu(), (3,), 3),
    (LeakyRelu(), (-2,), -0.02),
    (Sigmoid(), (0,), 0.5),
    (Sigmoid(), (-800,), 0.0),
    (Tanh(), (inf,), 1.0),
]


@pytest.mark.parametrize(("function", "numbers", "value"), EXACT)
def test_numbers(function: Elementwise, numbers: tuple[float, ...], value: float) -> None:
    made = function.number(*numbers)

    assert made == value
    assert isinstance(made, int) is isinstance(value, int)


NONE: list[tuple[Elementwise, tuple[float, ...], type[Exception]]] = [
    (Log(), (0,), ValueError),
    (Log(), (-1,), ValueError),
    (Sqrt(), (-1,), ValueError),
    (Pow(), (-8, 0.5), ValueError),
    (Exp(), (1000,), OverflowError),
    (Pow(), (10.0, 400), OverflowError),
    (Pow(), (0, -1), ZeroDivisionError),
    (Div(), (1, 0), ZeroDivisionError),
    (Mod(), (1, 0), ZeroDivisionError),
]


@pytest.mark.parametrize(("function", "numbers", "error"), NONE)
def test_numbers_without_value(
    function: Elementwise, numbers: tuple[float, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        function.number(*numbers)


UNIT, BOTH, POSITIVE = Interval(0, 1), Interval(-2, 3), Interval(1, 4)
RANGES: list[tuple[Elementwise, tuple[Interval, ...], Interval]] = [
    (Add(), (UNIT, BOTH), Interval(-2, 4)),
    (Add(), (EVERYTHING, EVERYTHING), EVERYTHING),
    (Sub(), (Interval(0), Interval(0)), EVERYTHING),
    (Mul(), (BOTH, BOTH), Interval(-6, 9)),
    (Mul(), (Interval(0), UNIT), Interval(0)),
    (Mul(), (Interval(0, 1e30), Interval(0, 1e30)), Interval(0)),
    (Div(), (BOTH, POSITIVE), Interval(-2, 3)),
    (Div(), (Interval(1), Interval(1)), Interval(0)),
    (Div(), (BOTH, UNIT), EVERYTHING),
    (Pow(), (BOTH, Interval(2, 2)), Interval(0, 9)),
    (Pow(), (BOTH, Interval(3, 3)), Interval(-8, 27)),
    (Pow(), (Interval(-3, -2), Interval(2, 2)), Interval(4, 9)),
    (Pow(), (EVERYTHING, Interval(2, 2)), Interval(0)),
    (Pow(), (EVERYTHING, Interval(3, 3)), EVERYTHING),
    (Pow(), (BOTH, UNIT), EVERYTHING),
    (Pow(), (BOTH, Interval(-1, -1)), EVERYTHING),
    (Pow(), (UNIT, Interval(-1, -1)), Interval(0)),
    (Pow(), (POSITIVE, Interval(-1, 2)), Interval(0.25, 16)),
    (Mod(), (BOTH, POSITIVE), Interval(0, 4)),
    (Mod(), (BOTH, Interval(-4, -1)), Interval(-4, 0)),
    (Mod(), (BOTH, UNIT), EVERYTHING),
    (Exp(), (Interval(-inf, 0),), UNIT),
    (Exp(), (Interval(0, 100),), Interval(1)),
    (Log(), (UNIT,), Interval(-inf, 0)),
    (Log(), (Interval(1),), Interval(0)),
    (Log(), (BOTH,), EVERYTHING),
    (Log(), (Interval(0, 0),), EVERYTHING),
    (Sqrt(), (POSITIVE,), Interval(1, 2)),
    (Sqrt(), (BOTH,), EVERYTHING),
    (Abs(), (BOTH,), Interval(0, 3)),
    (Abs(), (Interval(-4, -1),), POSITIVE),
    (Neg(), (UNIT,), Interval(-1, 0)),
    (Relu(), (BOTH,), Interval(0, 3)),
    (LeakyRelu(slope=0), (EVERYTHING,), Interval(0)),
    (Sigmoid(), (EVERYTHING,), UNIT),
    (Tanh(), (EVERYTHING,), Interval(-1, 1)),
]


@pytest.mark.parametrize(("function", "ranges", "told"), RANGES)
def test_ranges(function: Elementwise, ranges: tuple[Interval, ...], told: Interval) -> None:
    made = function.value_range(*ranges)

    assert made == told
    assert "-0" not in str(made).split("..")


def test_a_range_of_whole_numbers_beyond_floats_is_open() -> None:
    assert Neg().value_range(Interval(0, 10**400)) == Interval(-inf, 0)
    assert Add().value_range(Interval(-(10**400), 1), Interval(0, 1)) == Interval(-inf, 2)


def test_whole_numbers_stay_whole() -> None:
    whole = TensorType(DType.I64, (3,))
    functions: tuple[Elementwise, ...] = (Add(), Sub(), Mul(), Mod(), Abs(), Neg())

    for function in functions:
        assert function.result(*[whole] * len(function.inputs.names)).dtype is DType.I64


def test_gelu_is_what_the_paper_says() -> None:
    assert Gelu().number(1.0) == pytest.approx(0.8413447460685429)
    assert Gelu(approximate=True).number(1.0) == pytest.approx(
        0.5 * (1 + np.tanh(np.sqrt(2 / pi) * 1.044715))
    )
