"""Gates, choices, casts and relatives of softmax: exact values, and what is said of wrong uses."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, combinations
from typing import Any

import numpy as np
import pytest

from tenet.catalogue.lookup import known
from tenet.catalogue.operation import Operation
from tenet.elaborate.experiment import elaborate
from tenet.ops.cast import Cast
from tenet.ops.gate import Glu
from tenet.ops.softmax import LogSoftmax, Softmax, Softmin, Sparsemax
from tenet.source import Source
from tenet.types.tensor import EVERYTHING, DType, Interval, TensorType, f32

Compile = Callable[[str], Any]
OPERATION: type[Operation] = Operation  # type: ignore[type-abstract]  # only looked up

VALUES: list[tuple[str, list[float], list[float]]] = [
    ("f32[4]) -> y { y = x -> glu }", [1, 2, 0, 80], [0.5, 2]),
    ("f32[4]) -> y { y = x -> reglu }", [1, 2, -3, 3], [0, 6]),
    ("f32[4]) -> y { y = x -> swiglu }", [1, 2, 0, 80], [0, 160]),
    ("f32[4]) -> y { y = x -> geglu }", [1, 2, 1, 0], [0.8413447, 0]),
    ("f32[3]) -> y { y = x -> softmin }", [0, 800, 0], [0.5, 0, 0.5]),
    ("f32[3]) -> y { y = x -> log_softmax }", [0, -80, 0], [-0.6931472, -80.6931472, -0.6931472]),
    ("f32[3]) -> y { y = x -> sparsemax }", [0, 0, 0], [1 / 3, 1 / 3, 1 / 3]),
    ("f32[3]) -> y { y = x -> sparsemax }", [2e6, 2e6, 0], [0.5, 0.5, 0]),
    ("f32[3]) -> y { y = x -> sparsemax }", [0.3, 0.1, -1.5], [0.6, 0.4, 0]),
    ("f32[3]) -> y { y = where(x > 1, x, -1) }", [0, 1, 2], [-1, -1, 2]),
    ("f32[4]) -> y { y = x // 2 }", [-3, 3, 4, -4], [-2, 1, 2, -2]),
    ("f32[4]) -> y { y = x // 0.1 }", [1, -1, 0.5, 0.25], [9, -10, 4, 2]),
    ("f32[4]) -> y { y = x -> round }", [0.5, 1.5, 2.5, -0.5], [0, 2, 2, 0]),
    ("f32[4]) -> y { y = x -> cast(i32) -> cast(f32) }", [1.9, -1.9, 0.5, -0.5], [1, -1, 0, 0]),
    ("f32[4]) -> y { y = x -> cast(bool) -> cast(f32) }", [1.9, -0.1, 0, 2], [1, 1, 0, 1]),
    ("f32[4]) -> y { y = (x -> is_nan) -> cast(f32) }", [1, np.nan, np.inf, 0], [0, 1, 0, 0]),
    ("f32[4]) -> y { y = where(x -> is_nan, 0, x) }", [1, np.nan, -2, 0], [1, 0, -2, 0]),
    ("i64[4]) -> y { y = (x // 4) + (x // -4) }", [7, -7, 8, 0], [-1, -1, 0, 0]),
]


@pytest.mark.target
@pytest.mark.parametrize(("text", "given", "expected"), VALUES)
def test_values(compiled: Compile, text: str, given: list[float], expected: list[float]) -> None:
    network = compiled(f"network(x: {text}")
    dtype = np.int64 if text.startswith("i64") else np.float32

    (made,) = network.assert_agree({"x": np.array([given], dtype)})

    np.testing.assert_allclose(made[0], expected, rtol=1e-6, atol=1e-6)


@pytest.mark.target
def test_sparsemax_is_the_nearest_distribution(compiled: Compile) -> None:
    network = compiled("network(x: f32[5]) -> y { y = x -> sparsemax }")
    inputs = {"x": np.random.default_rng(3).standard_normal((40, 5)).astype(np.float32)}

    (made,) = network.assert_agree(inputs)

    for row, scores in zip(made, inputs["x"].astype(np.float64), strict=True):
        np.testing.assert_allclose(row, nearest(scores), atol=1e-6)
    assert (made == 0).any()


def nearest(scores: Any) -> Any:
    """The nearest distribution by trying every support: on it, all scores lose the same."""
    places = range(len(scores))
    supports = chain.from_iterable(combinations(places, n) for n in range(1, len(scores) + 1))
    found = []
    for support in supports:
        chosen = list(support)
        made = np.zeros(len(scores))
        made[chosen] = scores[chosen] - (scores[chosen].sum() - 1) / len(chosen)
        if (made >= 0).all():
            found.append(made)
    return min(found, key=lambda made: float(((made - scores) ** 2).sum()))


@pytest.mark.target
@pytest.mark.parametrize("term", ["softmax", "softmin", "log_softmax", "sparsemax"])
def test_what_is_neutral_changes_nothing(compiled: Compile, term: str) -> None:
    operation: Any = known(OPERATION)[term]
    short = compiled(f"network(x: f32[3]) -> y {{ y = x -> {term} }}")
    long = compiled(f"network(x: f32[5]) -> y {{ y = x -> {term} }}")
    x = np.array([[0.3, -0.2, 0.1]], np.float32)
    padded = np.concatenate([x, np.full((1, 2), operation.neutral, np.float32)], 1)

    for made in (long.torch, long.jax, long.runtime):
        np.testing.assert_allclose(
            made({"x": padded})[0][:, :3], short.torch({"x": x})[0], atol=1e-6
        )


MIXED: list[tuple[Operation, TensorType, tuple[int, ...]]] = [
    (Glu(), f32(5, 6), (1,)),
    (Glu(), f32(6, 5, 5), (0,)),
    (Glu(axis=-1), f32(6, 5, 4), (2,)),
    (Softmax(), f32(6, 5, 4), (2,)),
    (LogSoftmax(axis=0), f32(6, 5), (0,)),
    (Softmin(axis=-2), f32(6, 5), (0,)),
    (Sparsemax(), f32(6), (0,)),
]


@pytest.mark.parametrize(("operation", "kind", "axes"), MIXED)
def test_axes_whose_places_see_one_another(
    operation: Operation, kind: TensorType, axes: tuple[int, ...]
) -> None:
    assert operation.mixes(kind) == axes


CASTS: list[tuple[Cast, DType, Interval, Interval]] = [
    (Cast(to="f32"), DType.I64, Interval(0, 9), Interval(0, 9)),
    (Cast(to="i64"), DType.F32, Interval(-1.5, 3.9), Interval(-1, 3)),
    (Cast(to="i64"), DType.F32, Interval(-1.5, 3.99999999), Interval(-1, 4)),
    (Cast(to="i64"), DType.F32, Interval(0), EVERYTHING),
    (Cast(to="i32"), DType.I64, Interval(0, 2**31 - 1), Interval(0, 2**31 - 1)),
    (Cast(to="i32"), DType.I64, Interval(0, 2**31), EVERYTHING),
    (Cast(to="i32"), DType.BOOL, EVERYTHING, Interval(0, 1)),
    (Cast(to="f32"), DType.BOOL, EVERYTHING, Interval(0, 1)),
    (Cast(to="bool"), DType.F32, Interval(0, 9), EVERYTHING),
]


@pytest.mark.parametrize(("cast", "dtype", "given", "told"), CASTS)
def test_ranges_of_casts(cast: Cast, dtype: DType, given: Interval, told: Interval) -> None:
    kind = TensorType(dtype, (3,), given)

    assert cast.range_of(kind) == told
    assert cast.result(kind).dtype is DType(cast.to)


WRONG: list[tuple[str, str]] = [
    ("x -> glu(axis=0)", "`glu` halves axis 0, but that has 3 places"),
    ("t -> glu(axis=0)", "`glu` needs to know what it halves, but axis 0 has T places"),
    ("x -> glu(axis=2)", "`glu` has no axis 2: its input has 2 axes, the batch not counted"),
    ("n -> swiglu", "`swiglu` needs floats, but its input is i64[4] in 0..9"),
    (
        "x[0][0] -> prelu(per=channel)",
        "`prelu` needs channels, but its input is one number per row",
    ),
    ("parameter([3]) -> prelu(per=channel)", "`prelu` works on rows, but its input f32[3] is"),
    (
        "where(x, x, x)",
        "`where` chooses by what is true or false, but its first input is f32[3, 4]",
    ),
    ("where(x > 0, n, x)", "`where` needs one element type, but it is given i64 and f32"),
    ("where(x > 0, 0)", "`where` takes 3 inputs (condition, a, b), but 2 are given"),
    (
        "logical_and(x > 0, x)",
        "`logical_and` joins what is true or false, but it is given f32[3, 4]",
    ),
    (
        "x -> logical_not",
        "`logical_not` turns round what is true or false, but it is given f32[3, 4]",
    ),
    ("(x > 0) < (x > 1)", "`<` needs numbers, but its input is bool[3, 4], which is true or false"),
    ("(x > 0) == 1", "`==` needs one element type, but it is given bool and f32"),
    ("(x > 0) + 1", "`+` needs numbers, but its input is bool[3, 4], which is true or false"),
    ("x -> clip", "`clip` clips nothing"),
    ("x -> clip(1, 0)", "`clip` has `low` 1, which is above its `high` 0"),
    ("n -> clip(0.5)", "`clip` gives whole numbers of whole numbers, but its `low` is 0.5"),
    ("x -> hard_tanh(1, 1)", "`hard_tanh` has `low` 1, which is not below its `high` 1"),
    ("x -> elu(0)", "`alpha` of `elu` takes a number above 0, not 0"),
    ("x -> hard_shrink(-1)", "`threshold` of `hard_shrink` takes a number of at least 0, not -1"),
    ("n -> is_nan", "`is_nan` needs floats, but its input is i64[4] in 0..9"),
    ("n -> floor", "`floor` needs floats, but its input is i64[4] in 0..9"),
    ("x -> cast(f64)", "nothing here is called `f64`; did you mean `i64`?"),
    ("x -> sparsemax(axis=2)", "`sparsemax` has no axis 2: its input has 2 axes"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_is_wrong_is_said(text: str, message: str) -> None:
    header = "network(x: f32[3, 4], n: i64[4] in 0..9, t: f32[T, 4]) -> y"
    said = elaborate(Source("wrong.tenet", f"{header} {{ y = {text} }}")).diagnostics

    errors = [d.message for d in said if "nobody uses" not in d.message]
    assert len(errors) == 1, errors
    assert errors[0].startswith(message)
