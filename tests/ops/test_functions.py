"""What each function of numbers is at exact places, where it has no value, and where it lies."""

from __future__ import annotations

from math import e, inf, pi

import numpy as np
import pytest

from tenet.ops.activation import (
    Gelu,
    LeakyRelu,
    LogSigmoid,
    Mish,
    Relu,
    Sigmoid,
    Silu,
    Softplus,
    Softsign,
    Swish,
    Tanh,
)
from tenet.ops.arithmetic import Add, Div, FloorDiv, Maximum, Minimum, Mod, Mul, Pow, Sub
from tenet.ops.comparison import Equal, Less, LessEqual, NotEqual
from tenet.ops.elementwise import Elementwise
from tenet.ops.mathematics import (
    Abs,
    Atan,
    Ceil,
    Clip,
    Cos,
    Cosh,
    Erf,
    Exp,
    Expm1,
    Floor,
    Log,
    Log1p,
    Neg,
    Reciprocal,
    Round,
    Rsqrt,
    Sign,
    Sin,
    Sinh,
    Sqrt,
    Square,
)
from tenet.ops.rectifier import Celu, Elu, Selu, Threshold
from tenet.ops.saturation import HardSigmoid, HardSwish, HardTanh, Relu6
from tenet.ops.shrinkage import HardShrink, SoftShrink, TanhShrink
from tenet.types.tensor import EVERYTHING, DType, Interval, TensorType

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
    (FloorDiv(), (7, 2), 3),
    (FloorDiv(), (-7, 2), -4),
    (FloorDiv(), (1.0, 0.1), 9.0),
    (Maximum(), (2, 3), 3),
    (Minimum(), (2, 3.5), 2),
    (Square(), (-3,), 9),
    (Sign(), (-3,), -1),
    (Sign(), (0.0,), 0.0),
    (Reciprocal(), (4,), 0.25),
    (Rsqrt(), (4,), 0.5),
    (Log1p(), (0,), 0.0),
    (Expm1(), (1e-20,), 1e-20),
    (Floor(), (-2.5,), -3),
    (Ceil(), (-2.5,), -2),
    (Round(), (2.5,), 2),
    (Round(), (-3.5,), -4),
    (Sin(), (0,), 0.0),
    (Cos(), (0,), 1.0),
    (Sinh(), (0,), 0.0),
    (Cosh(), (0,), 1.0),
    (Atan(), (1,), pi / 4),
    (Erf(), (inf,), 1.0),
    (Clip(low=0, high=3), (5,), 3),
    (Clip(low=-1), (-5.0,), -1),
    (Relu6(), (7,), 6),
    (HardTanh(low=-2, high=2), (-3,), -2.0),
    (HardSigmoid(), (1.5,), 0.75),
    (HardSwish(), (-1.5,), -0.375),
    (HardSwish(), (3,), 3.0),
    (HardShrink(), (0.5,), 0.0),
    (HardShrink(), (-0.75,), -0.75),
    (SoftShrink(), (0.75,), 0.25),
    (SoftShrink(), (-0.75,), -0.25),
    (TanhShrink(), (0,), 0.0),
    (Softsign(), (-3,), -0.75),
    (Silu(), (-800,), 0.0),
    (Silu(), (-inf,), 0.0),
    (Mish(), (-inf,), 0.0),
    (Swish(beta=2), (0,), 0.0),
    (LogSigmoid(), (-800,), -800.0),
    (LogSigmoid(), (800,), 0.0),
    (Softplus(beta=2), (800,), 800.0),
    (Elu(alpha=2), (-inf,), -2.0),
    (Celu(alpha=2), (-inf,), -2.0),
    (Threshold(at=1, otherwise=-2), (1,), -2.0),
    (Threshold(at=1, otherwise=-2), (1.5,), 1.5),
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
    (FloorDiv(), (1, 0), ZeroDivisionError),
    (Reciprocal(), (0,), ZeroDivisionError),
    (Rsqrt(), (0,), ZeroDivisionError),
    (Rsqrt(), (-1,), ValueError),
    (Log1p(), (-1,), ValueError),
    (Expm1(), (1000,), OverflowError),
    (Sinh(), (-1000,), OverflowError),
    (Cosh(), (1000,), OverflowError),
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
    (Mod(), (UNIT, POSITIVE), UNIT),
    (Mod(), (Interval(0, 0.5), POSITIVE), Interval(0, 0.5)),
    (Mod(), (Interval(-0.5, 0), Interval(-4, -1)), Interval(-0.5, 0)),
    (Mod(), (EVERYTHING, Interval(2)), Interval(0)),
    (FloorDiv(), (BOTH, POSITIVE), Interval(-3, 3)),
    (FloorDiv(), (Interval(0), POSITIVE), Interval(0)),
    (FloorDiv(), (BOTH, BOTH), EVERYTHING),
    (Maximum(), (UNIT, BOTH), Interval(0, 3)),
    (Minimum(), (UNIT, BOTH), Interval(-2, 1)),
    (Less(), (UNIT, BOTH), EVERYTHING),
    (Log1p(), (Interval(-1),), EVERYTHING),
    (Log1p(), (Interval(-1, 0),), Interval(-inf, 0)),
    (Log1p(), (Interval(0),), Interval(0)),
    (Log1p(), (BOTH,), EVERYTHING),
    (Expm1(), (EVERYTHING,), Interval(-1)),
    (Reciprocal(), (POSITIVE,), Interval(0.25, 1)),
    (Reciprocal(), (BOTH,), EVERYTHING),
    (Rsqrt(), (POSITIVE,), Interval(0.5, 1)),
    (Rsqrt(), (Interval(0, 4),), Interval(0.5)),
    (Rsqrt(), (BOTH,), EVERYTHING),
    (Square(), (BOTH,), Interval(0, 9)),
    (Square(), (Interval(-4, -1),), Interval(1, 16)),
    (Sign(), (BOTH,), Interval(-1, 1)),
    (Sign(), (POSITIVE,), Interval(1, 1)),
    (Sin(), (EVERYTHING,), Interval(-1, 1)),
    (Sin(), (Interval(0, 3),), Interval(0, 1)),
    (Sin(), (Interval(0, 7),), Interval(-1, 1)),
    (Sin(), (Interval(20_000, 20_000),), Interval(-1, 1)),
    (Cos(), (Interval(-0.0, 0.0),), Interval(1, 1)),
    (Cos(), (Interval(-4, -3),), Interval(-1, np.cos(4))),
    (Sinh(), (EVERYTHING,), EVERYTHING),
    (Sinh(), (Interval(-1000, 0),), Interval(-inf, 0)),
    (Cosh(), (BOTH,), Interval(1, np.cosh(3))),
    (Cosh(), (EVERYTHING,), Interval(1)),
    (Atan(), (Interval(0),), Interval(0, pi / 2)),
    (Erf(), (EVERYTHING,), Interval(-1, 1)),
    (Floor(), (BOTH,), BOTH),
    (Floor(), (Interval(-0.5, 0.5),), Interval(-1, 0)),
    (Floor(), (Interval(0, 1.9999999),), Interval(0, 2)),
    (Floor(), (EVERYTHING,), EVERYTHING),
    (Ceil(), (Interval(0.0000001, 0.5),), UNIT),
    (Ceil(), (Interval(-0.5, 0),), Interval(0, 0)),
    (Round(), (Interval(0.4999999, 2.5),), Interval(0, 2)),
    (Round(), (Interval(0.5000001, 3),), Interval(0, 3)),
    (Clip(low=0, high=2), (BOTH,), Interval(0, 2)),
    (Clip(low=0), (EVERYTHING,), Interval(0)),
    (Clip(high=-3), (BOTH,), Interval(-3, -3)),
    (Relu6(), (EVERYTHING,), Interval(0, 6)),
    (HardTanh(), (Interval(0),), UNIT),
    (HardSigmoid(), (EVERYTHING,), UNIT),
    (HardSwish(), (EVERYTHING,), Interval(-0.375)),
    (HardSwish(), (Interval(-9, -4),), Interval(0, 0)),
    (HardShrink(), (Interval(-0.5, 3),), Interval(0, 3)),
    (SoftShrink(), (BOTH,), Interval(-1.5, 2.5)),
    (TanhShrink(), (EVERYTHING,), EVERYTHING),
    (Softsign(), (EVERYTHING,), Interval(-1, 1)),
    (Silu(), (EVERYTHING,), Interval(-0.2784646)),
    (Silu(), (Interval(-inf, 0),), Interval(-0.2784646, 0)),
    (Silu(), (Interval(0, 0),), Interval(0, 0)),
    (Swish(beta=2), (EVERYTHING,), Interval(-0.1392323)),
    (Mish(), (EVERYTHING,), Interval(-0.3088413)),
    (Softplus(), (EVERYTHING,), Interval(0)),
    (LogSigmoid(), (EVERYTHING,), Interval(-inf, 0)),
    (Elu(alpha=2), (EVERYTHING,), Interval(-2)),
    (Celu(alpha=2), (EVERYTHING,), Interval(-2)),
    (Threshold(at=1), (EVERYTHING,), Interval(0)),
    (Threshold(at=1, otherwise=-5), (UNIT,), Interval(-5, -5)),
    (Threshold(at=1, otherwise=9), (BOTH,), Interval(1, 9)),
    (Threshold(at=1, otherwise=-0.0), (UNIT,), Interval(0, 0)),
    (Threshold(at=0.5, otherwise=-5), (POSITIVE,), POSITIVE),
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
    functions: tuple[Elementwise, ...] = (
        *(Add(), Sub(), Mul(), Mod(), FloorDiv(), Maximum(), Minimum()),
        *(Abs(), Neg(), Square(), Sign(), Clip(low=0)),
    )

    for function in functions:
        assert function.result(*[whole] * len(function.inputs.names)).dtype is DType.I64


WHOLE: list[tuple[Elementwise, tuple[Interval, ...], Interval]] = [
    (Mod(), (EVERYTHING, Interval(1, 4)), Interval(0, 3)),
    (Mod(), (EVERYTHING, Interval(-4, -1)), Interval(-3, 0)),
    (Mod(), (Interval(0, 2), Interval(3, 9)), Interval(0, 2)),
    (Mod(), (Interval(0, 9), Interval(3, 9)), Interval(0, 8)),
    (Mod(), (Interval(0, 9), Interval(0, 9)), EVERYTHING),
    (FloorDiv(), (Interval(4, 11), Interval(2, 2)), Interval(2, 5)),
    (FloorDiv(), (Interval(-5, 5), Interval(2, 2)), Interval(-3, 2)),
    (Maximum(), (Interval(4, 11), Interval(5, 5)), Interval(5, 11)),
]


@pytest.mark.parametrize(("function", "ranges", "told"), WHOLE)
def test_ranges_of_whole_numbers_are_exact(
    function: Elementwise, ranges: tuple[Interval, ...], told: Interval
) -> None:
    assert function.range_of(*(TensorType(DType.I64, (3,), r) for r in ranges)) == told


def test_relations_of_numbers_are_true_or_false() -> None:
    assert [f.number(2, 3) for f in (Less(), LessEqual(), Equal(), NotEqual())] == [
        *(True, True, False, True)
    ]


def test_selu_keeps_mean_and_variance() -> None:
    places = np.linspace(-12, 12, 20_001)
    weights = np.exp(-(places**2) / 2)
    made = np.vectorize(Selu().number)(places)
    weights /= weights.sum()

    assert weights @ made == pytest.approx(0, abs=1e-6)
    assert weights @ made**2 == pytest.approx(1, abs=1e-6)


def test_gelu_is_what_the_paper_says() -> None:
    assert Gelu().number(1.0) == pytest.approx(0.8413447460685429)
    assert Gelu(approximate=True).number(1.0) == pytest.approx(
        0.5 * (1 + np.tanh(np.sqrt(2 / pi) * 1.044715))
    )
