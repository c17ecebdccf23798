"""Functions of numbers give the same for static numbers as for tensors, and lie where they were told to."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, isnan
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tenet.catalogue.lookup import known
from tenet.catalogue.operation import Operation
from tenet.ir.builder import GraphBuilder
from tenet.ops.activation import (
    Gelu,
    LeakyRelu,
    Softplus,
    Swish,
)
from tenet.ops.arithmetic import Pow
from tenet.ops.elementwise import Elementwise
from tenet.ops.mathematics import (
    Clip,
    Log,
    Log1p,
    Rsqrt,
    Sqrt,
)
from tenet.ops.rectifier import Celu, Elu, Threshold
from tenet.ops.saturation import HardTanh
from tenet.ops.shrinkage import HardShrink, SoftShrink
from tenet.ops.source import Input
from tenet.source import Source, Span
from tenet.types.tensor import Interval, f32

KIND: type[Operation] = Operation  # type: ignore[type-abstract]  # only looked up
FUNCTIONS: dict[str, Elementwise] = {
    term: made
    for term, operation in known(KIND).items()
    if isinstance(made := operation.model_construct(), Elementwise)
    and term not in {"clip", "threshold"}  # which say nothing without a setting
}
FUNCTIONS |= {
    "leaky_relu-flat": LeakyRelu(slope=0),
    "leaky_relu-straight": LeakyRelu(slope=1),
    "gelu-approximate": Gelu(approximate=True),
    "clip-low": Clip(low=-0.5),
    "clip-high": Clip(high=1.5),
    "clip-both": Clip(low=-1, high=1),
    "threshold-down": Threshold(at=-1, otherwise=-2),
    "threshold-up": Threshold(at=0.5, otherwise=3),
    "swish-sharp": Swish(beta=3),
    "softplus-blunt": Softplus(beta=0.5),
    "elu-deep": Elu(alpha=2),
    "celu-deep": Celu(alpha=2),
    "hard_tanh-moved": HardTanh(low=1, high=2.5),
    "hard_shrink-not": HardShrink(threshold=0),
    "soft_shrink-far": SoftShrink(threshold=2),
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
    if type(function) not in {Log, Log1p, Sqrt, Rsqrt, Pow}:
        numbers[:, :3] *= -1

    (made,) = network.assert_agree(dict(zip(names, numbers, strict=True)))

    expected = np.vectorize(function.number, otypes=[float])(*numbers.astype(np.float64))
    np.testing.assert_allclose(made, expected, rtol=1e-5, atol=1e-5)
