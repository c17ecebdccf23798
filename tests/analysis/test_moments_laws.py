"""Laws and responses against closed forms, and against numbers that were drawn."""

from __future__ import annotations

import random
from math import acos, asin, e, erf, exp, inf, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenet.analysis.moments.activations import response
from tenet.analysis.moments.case import Unknown
from tenet.analysis.moments.law import Law, below, mean_of, never_above
from tenet.analysis.moments.pooling import largest, tilt_of
from tenet.catalogue.lookup import find
from tenet.ops.activation import Gelu, LeakyRelu, Relu, Sigmoid, Tanh
from tenet.ops.elementwise import Function
from tenet.ops.mathematics import Erf, Exp, Log, Reciprocal
from tenet.ops.rectifier import SELU_ALPHA, SELU_SCALE, Elu, Selu
from tenet.ops.saturation import HardTanh

VARIANCES = st.floats(min_value=1e-3, max_value=30)
CORRELATIONS = st.floats(min_value=-0.95, max_value=1)


def square_of(function: Function, q: float) -> float:
    return response(function.number, Law.gaussian(0.0, q)).law.square


def elu(q: float, alpha: float) -> float:
    """E of the square, by completing squares."""
    s = sqrt(q)
    tail = exp(2 * q) * below(-2 * s) - 2 * exp(q / 2) * below(-s) + 0.5
    return q / 2 + alpha * alpha * tail


@given(VARIANCES)
def test_a_rectifier_halves(q: float) -> None:
    made = response(Relu().number, Law.gaussian(0.0, q))
    assert made.law.square == pytest.approx(q / 2, rel=1e-9)
    assert made.law.mean == pytest.approx(sqrt(q / (2 * pi)), rel=2e-3)
    assert made.slope == pytest.approx(0.5, rel=1e-6)
    assert made.damping == pytest.approx(1.0, rel=1e-6)
    assert made.law.kurtosis - 1 == pytest.approx(5, rel=1e-6)


@given(VARIANCES, st.floats(min_value=0, max_value=1))
def test_a_leaky_rectifier_keeps_some(q: float, slope: float) -> None:
    made = response(LeakyRelu(slope=slope).number, Law.gaussian(0.0, q))
    assert made.law.square == pytest.approx(q * (1 + slope * slope) / 2, rel=1e-6)
    assert made.slope == pytest.approx((1 + slope * slope) / 2, rel=1e-6)


@given(st.floats(min_value=1e-3, max_value=9), st.floats(min_value=0.1, max_value=2))
def test_exponential_units(q: float, alpha: float) -> None:
    assert square_of(Elu(alpha=alpha), q) == pytest.approx(elu(q, alpha), rel=2e-3)
    assert square_of(Selu(), q) == pytest.approx(SELU_SCALE**2 * elu(q, SELU_ALPHA), rel=2e-3)


def test_selu_rests_at_one() -> None:
    made = response(Selu().number, Law.gaussian(0.0, 1.0)).law
    assert (made.mean, made.variance) == pytest.approx((0, 1), abs=2e-3)


@given(VARIANCES, st.floats(min_value=-1, max_value=1))
def test_a_derivative_that_jumps_between_nodes(q: float, mean: float) -> None:
    """The slope of hard_tanh is the share of numbers between its ends."""
    made = response(HardTanh().number, Law.gaussian(mean, q))
    inside = below((1 - mean) / sqrt(q)) - below((-1 - mean) / sqrt(q))
    assert made.slope == pytest.approx(inside, rel=2e-3)


@given(st.floats(min_value=1e-3, max_value=300))
def test_a_derivative_that_bends_between_nodes(q: float) -> None:
    """E selu'² = λ² (1/2 + α² e^(2q) Φ(-2 √q)); its bend of width 1 is far below the nodes' distance at q = 300."""
    made = response(Selu().number, Law.gaussian(0.0, q))
    tail = exp(2 * q) * below(-2 * sqrt(q))
    assert made.slope == pytest.approx(SELU_SCALE**2 * (0.5 + SELU_ALPHA**2 * tail), rel=1e-3)


@given(VARIANCES)
def test_gelu(q: float) -> None:
    made = response(Gelu().number, Law.gaussian(0.0, q)).law
    root = sqrt(1 + 2 * q)
    expected = q / 4 + q / (2 * pi) * (asin(q / (1 + q)) + 2 * q / ((1 + q) * root))
    assert made.square == pytest.approx(expected, rel=1e-6)
    assert made.mean == pytest.approx(q / sqrt(2 * pi * (1 + q)), rel=1e-6)


@given(VARIANCES, CORRELATIONS)
def test_the_error_function(q: float, c: float) -> None:
    """E erf(x) erf(y) = 2/π asin(2 q c / (1 + 2 q)) (Williams, 1997)."""
    made = response(Erf().number, Law.gaussian(0.0, q)).law
    assert made.square == pytest.approx(2 / pi * asin(2 * q / (1 + 2 * q)), rel=1e-3)
    expected = 2 / pi * asin(2 * q * c / (1 + 2 * q))
    assert made.covariance(c) == pytest.approx(expected, abs=0.03)


@given(VARIANCES, CORRELATIONS)
def test_the_arc_cosine_kernel(q: float, c: float) -> None:
    """E relu(x) relu(y) = q (sqrt(1 - c²) + c (π - acos c)) / 2π (Cho and Saul, 2009)."""
    made = response(Relu().number, Law.gaussian(0.0, q)).law
    expected = q * (sqrt(1 - c * c) + c * (pi - acos(c))) / (2 * pi)
    assert made.mean**2 + made.covariance(c) == pytest.approx(expected, abs=4e-3 * q)


@given(st.floats(min_value=-2, max_value=2), st.floats(min_value=0.01, max_value=4))
def test_against_numbers_drawn(mean: float, q: float) -> None:
    chance = random.Random(0)
    drawn = [chance.gauss(mean, sqrt(q)) for _ in range(4000)]
    for function in (Tanh(), Sigmoid(), HardTanh(), Gelu()):
        made = response(function.number, Law.gaussian(mean, q)).law
        numbers = [function.number(x) for x in drawn]
        average = sum(numbers) / len(numbers)
        spread = sqrt(sum(n * n for n in numbers) / len(numbers))
        assert made.mean == pytest.approx(average, abs=5 * made.scale / sqrt(4000) + 1e-3)
        assert sqrt(made.square) == pytest.approx(spread, rel=0.12)


@given(st.floats(min_value=0.05, max_value=20))
def test_derivatives_are_those_of_the_function(q: float) -> None:
    """D E f² / d q, by Stein's identity, is q times what damping says."""
    for function in (Tanh(), Gelu(), Sigmoid()):
        low, high = (square_of(function, q * (1 + step)) for step in (-1e-4, 1e-4))
        made = response(function.number, Law.gaussian(0.0, q))
        assert made.damping == pytest.approx((high - low) / 2e-4 / made.law.square, abs=1e-3)


@given(st.floats(min_value=0.05, max_value=4), CORRELATIONS)
def test_correlations_end_where_numbers_are_the_same(q: float, c: float) -> None:
    for function in (Tanh(), Gelu(), Relu()):
        made = response(function.number, Law.gaussian(0.0, q)).law
        assert made.correlated(1.0) == pytest.approx(1)
        assert made.covariance(0.0) == pytest.approx(0)
        assert abs(made.correlated(c)) <= 1 + 1e-9


@pytest.mark.parametrize(
    ("name", "law"),
    [
        ("reciprocal", Law.gaussian(0.0, 1.0)),
        ("log", Law.gaussian(0.0, 1.0)),
        ("exp", Law.gaussian(0.0, 400.0)),
    ],
)
def test_what_diverges_is_unknown(name: str, law: Law) -> None:
    functions = {"reciprocal": Reciprocal(), "log": Log(), "exp": Exp()}
    with pytest.raises(Unknown):
        response(functions[name].number, law)


def test_far_from_where_it_diverges_it_is_known() -> None:
    assert response(Reciprocal().number, Law.gaussian(10.0, 0.01)).law.mean == pytest.approx(
        0.1, rel=1e-3
    )
    assert response(Exp().number, Law.gaussian(0.0, 1.0)).law.square == pytest.approx(e * e)


@pytest.mark.parametrize(("count", "mean"), [(2, 0.5642), (4, 1.0294), (9, 1.4850)])
def test_the_largest_of_independent_numbers(count: int, mean: float) -> None:
    """Expected extremes of normal samples (Harter, 1961)."""
    assert mean_of(largest(count, 0.0)) == pytest.approx(mean, abs=0.02)


def test_the_largest_of_equal_numbers_is_each() -> None:
    latents = largest(4, 1.0)
    assert mean_of(latents) == pytest.approx(0, abs=0.02)
    assert mean_of([u * u for u in latents]) == pytest.approx(1, abs=0.05)


def test_large_numbers_are_likelier_to_be_the_largest() -> None:
    tilt = tilt_of(largest(4, 0.0))
    assert mean_of(tilt) == pytest.approx(1)
    assert tilt[80] > tilt[64] > tilt[50]


@given(st.floats(min_value=0, max_value=0.98), st.integers(1, 500))
def test_units_that_never_open(c: float, samples: int) -> None:
    share = never_above(Law.gaussian(0.0, 1.0), c, 0.0, samples)
    assert 0.5**samples - 1e-9 <= share <= 0.5 + 1e-9
    assert share >= never_above(Law.gaussian(0.0, 1.0), c, 0.0, samples + 1) - 1e-12


def test_units_that_never_open_in_closed_form() -> None:
    """Of two numbers 1/4 + asin(c) / 2π (Sheppard, 1899); of one that never varies, all or none."""
    for c in (0.0, 0.3, 0.9):
        share = never_above(Law.gaussian(0.0, 1.0), c, 0.0, 2)
        assert share == pytest.approx(0.25 + asin(c) / (2 * pi), rel=1e-3)
    assert never_above(Law(1.0, 0.0), 1.0, 0.0, 9) == 0
    assert never_above(Law(-1.0, 0.0), 1.0, 0.0, 9) == 1


@given(st.floats(min_value=-3, max_value=3), st.floats(min_value=-3, max_value=3))
def test_affine_maps(factor: float, offset: float) -> None:
    law = response(Tanh().number, Law.gaussian(0.3, 1.0)).law
    moved = law.affine(factor, offset)
    assert moved.mean == pytest.approx(factor * law.mean + offset)
    assert moved.variance == pytest.approx(factor * factor * law.variance)
    assert moved.covariance(0.4) == pytest.approx(factor * factor * law.covariance(0.4), abs=1e-9)


def test_how_many_numbers_are_beyond() -> None:
    assert Law.gaussian(0.0, 1.0).beyond(-1.96, 1.96) == pytest.approx(0.05, abs=1e-3)
    assert Law.gaussian(0.0, 1.0).beyond(-inf, 0.0) == pytest.approx(0.5)
    assert Law(2.0, 0.0).beyond(-1, 1) == 1
    table = response(Tanh().number, Law.gaussian(0.0, 1.0)).law
    assert table.beyond(-1, 1) == 0
    assert erf(1 / sqrt(2)) == pytest.approx(1 - Law.gaussian(0.0, 1.0).beyond(-1, 1))


def test_every_function_of_the_catalogue_has_a_response() -> None:
    """At standard normal numbers, but for those that have no value there."""
    without = {"log", "log1p", "sqrt", "rsqrt", "reciprocal"}
    for name in ("mish", "softsign", "swish", "hard_swish", "soft_shrink", "sin", "cosh", *without):
        kind = find(Function, name)  # type: ignore[type-abstract]
        assert kind is not None
        if name in without:
            with pytest.raises(Unknown):
                response(kind().number, Law.gaussian(0.0, 1.0))
        else:
            assert response(kind().number, Law.gaussian(0.0, 1.0)).law.square > 0


def test_laws_of_what_is_never_negative() -> None:
    """Sums of squares are lognormal rather than Gaussian, so that they can be divided by."""
    law = Law.positive(20.0, 70.0)
    assert (law.mean, law.variance) == pytest.approx((20, 70), rel=1e-3)
    assert min(law.numbers) > 0
    assert response(Reciprocal().number, law).law.mean > 1 / 20
    assert Law.positive(0.0, 1.0).table is None
    kept = Law.gaussian(1.0, 1.0).within(0.0, inf)
    assert kept is not None
    assert min(kept.numbers) == 0
    assert Law.gaussian(0.0, 1.0).within(-inf, inf) is None
