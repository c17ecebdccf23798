"""Shape rules: what fits, what comes out, and what is said where it does not."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenet.types.dim import named
from tenet.types.shape import (
    ChannelsLast,
    Misfit,
    Shape,
    alike,
    axes_of,
    axis_along,
    axis_of,
    broadcast,
    floats,
    joined,
    layout,
    numbers,
    padded_same,
    reshaped,
    rows,
    shown,
    slid,
    spatial,
    windows,
    worded,
)
from tenet.types.tensor import DType, Interval, TensorType, f32

T, F = named("T"), named("F")

MADE: list[tuple[str, object, object]] = [
    ("broadcast equal", broadcast((3, 4), (3, 4)), (3, 4)),
    ("broadcast a number", broadcast((), (3, 4)), (3, 4)),
    ("broadcast on the left", broadcast((4,), (3, 4)), (3, 4)),
    ("broadcast ones", broadcast((3, 1), (1, 4)), (3, 4)),
    ("broadcast symbols", broadcast((T, F), (F,)), (T, F)),
    ("broadcast a symbol and one", broadcast((T, 1), (1, F)), (T, F)),
    ("join vectors", joined(((3,), (4,)), 0), (7,)),
    ("join symbols", joined(((T, F), (T, 4)), 1), (T, F + 4)),
    ("join one", joined(((3, 4),), 0), (3, 4)),
    ("lay out", reshaped((24,), (2, 3, 4)), (2, 3, 4)),
    ("lay out a number", reshaped((), (1, 1)), (1, 1)),
    ("lay out symbols", reshaped((2 * F,), (2, F)), (2, F)),
    ("axis from the end", axis_of(-1, 3), 2),
    ("axis from the front", axis_of(0, 3), 0),
    ("channels, as no axis is named", axis_along((3, 4, 5), None), 0),
    ("channels that are held last", axis_along(ChannelsLast((4, 5, 3)), None), 2),
    ("channels by number, held last", axis_along(ChannelsLast((4, 5, 3)), 0), 2),
    ("rows by number, held last", axis_along(ChannelsLast((4, 5, 3)), -2), 0),
    ("axes from both ends", axes_of((-1, 0), 3), (2, 0)),
    ("no axes", axes_of((), 3), ()),
    ("one element type", alike(f32(3), f32()), DType.F32),
    (
        "whole numbers are numbers",
        numbers(TensorType(DType.I64, (4,))),
        TensorType(DType.I64, (4,)),
    ),
    ("channels of a vector", layout((7,)).channels, 7),
    ("channels of a sequence", layout((5, 7)).channels, 7),
    ("channels of an image", layout((3, 5, 7)).channels, 3),
    ("places of a sequence", layout((5, 7)).places, (5,)),
    ("places of a volume", layout((3, 5, 7, 9)).places, (5, 7, 9)),
    ("another sequence", layout((5, 7)).with_(2, (4,)), (4, 2)),
    ("another image", layout((3, 5, 7)).with_(2, (4, 6)), (2, 4, 6)),
    ("slid with edges", slid(9, 3, 2, "same"), 5),
    ("slid without edges", slid(9, 3, 2, "valid"), 4),
    ("slid in time", slid(T, 3, 1, "causal"), T),
    ("slid over a symbol", slid(T, 3, 1, "valid"), T - 2),
    ("slid with holes", slid(9, 3, 1, "valid", 2), 5),
    ("windows", windows(8, 2, 2, (0, 0)), 4),
    ("shown", shown((1, T, 2 * F)), "[1, T, 2 * F]"),
    ("worded", worded(()), "one number per row"),
]


@pytest.mark.parametrize(("made", "expected"), [row[1:] for row in MADE], ids=[r[0] for r in MADE])
def test_made(made: object, expected: object) -> None:
    assert made == expected


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: broadcast((3, 4), (5,)),
     "needs shapes that agree from the right, but they are [3, 4] and [5]: 4 is not 5"),
    (lambda: broadcast((5,), (3, 4)),
     "needs shapes that agree from the right, but they are [5] and [3, 4]: 5 is not 4"),
    (lambda: broadcast((T,), (F,)),
     "needs shapes that agree from the right, but they are [T] and [F]: T is not F"),
    (lambda: joined(((3, 4), (3, 5)), 0),
     "joins tensors that agree on every axis but axis 0, but they are [3, 4] and [3, 5]"),
    (lambda: joined(((3,), ()), 0),
     "joins tensors that agree on every axis but axis 0, but they are [3] and one number per row"),
    (lambda: reshaped((6,), (4,)), "cannot lay 6 numbers [6] out as [4], which holds 4"),
    (lambda: axis_of(3, 3), "has no axis 3: its input has 3 axes, the batch not counted"),
    (lambda: axis_of(-2, 1), "has no axis -2: its input has 1 axis, the batch not counted"),
    (lambda: axes_of((0, -2), 2), "names axis 0 twice"),
    (lambda: axis_of(-1, 0), "needs an axis, but its input is one number per row"),
    (lambda: layout(()), "needs channels, but its input is one number per row"),
    (lambda: spatial((7,)),
     "needs a sequence [T, F], an image [C, H, W] or a volume [C, D, H, W], but its input is [7]"),
    (lambda: slid(3, 5, 1, "valid"), "slides a window of 5 over an axis of 3: no place is left"),
    (lambda: rows(TensorType(DType.F32, (4,), batched=False)),
     "works on rows, but its input f32[4] is the same for all of them"),
    (lambda: floats(TensorType(DType.I64, (4,))), "needs floats, but its input is i64[4]"),
    (lambda: numbers(TensorType(DType.BOOL, (4,))),
     "needs numbers, but its input is bool[4], which is true or false"),
    (lambda: alike(f32(3), TensorType(DType.I64, ())),
     "needs one element type, but it is given f32 and i64"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "message"), REFUSED, ids=[row[1] for row in REFUSED])
def test_refused(make: Callable[[], object], message: str) -> None:
    with pytest.raises(Misfit) as caught:
        make()
    assert caught.value.message == message


shapes = st.lists(st.integers(1, 3), max_size=4).map(tuple)


@given(shapes, shapes)
def test_broadcast_is_numpy_s(left: Shape, right: Shape) -> None:
    try:
        expected = np.broadcast_shapes(left, right)  # type: ignore[arg-type]
    except ValueError:
        with pytest.raises(Misfit):
            broadcast(left, right)
    else:
        assert broadcast(left, right) == expected


@given(st.integers(1, 40), st.integers(1, 7), st.integers(1, 5), st.integers(1, 3))
def test_same_padding_gives_a_place_for_each_stride(
    size: int, kernel: int, stride: int, dilation: int
) -> None:
    before, after = padded_same(size, kernel, stride, dilation)

    assert after - before in {0, 1}
    reach = (kernel - 1) * dilation + 1
    if before + after or size >= reach:
        assert windows(size, kernel, stride, (before, after), dilation) == -(-size // stride)
    assert slid(size, kernel, stride, "same", dilation) == -(-size // stride)


ends = st.one_of(st.just(float("-inf")), st.integers(-9, 9), st.just(float("inf")))
intervals = st.tuples(ends, ends).map(lambda pair: Interval(min(pair), max(pair)))


@given(intervals, intervals, intervals)
def test_intervals_are_ordered_by_what_they_hold(a: Interval, b: Interval, c: Interval) -> None:
    assert a <= a | b
    assert b <= a | b
    assert a | b == b | a
    assert (a <= c and b <= c) is ((a | b) <= c)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (f32(), "f32"),
        (f32(1, 8, 8), "f32[1, 8, 8]"),
        (f32(T, range=Interval(0, 1)), "f32[T] in 0..1"),
        (f32(4, range=Interval(0)), "f32[4] in 0.."),
        (f32(4, range=Interval(high=0.5)), "f32[4] in ..0.5"),
        (TensorType(DType.I64, (), Interval(0, 9)), "i64 in 0..9"),
    ],
    ids=str,
)
def test_types_are_shown_as_they_are_written(kind: TensorType, text: str) -> None:
    assert str(kind) == text


def test_bound() -> None:
    assert f32(T, 2 * F).bound({"T": 3, "F": F + 1}) == f32(3, 2 * F + 2)


@pytest.mark.parametrize(("axis", "lacking"), [(0, "an axis"), (None, "channels")])
def test_one_number_has_nothing_to_go_along(axis: int | None, lacking: str) -> None:
    with pytest.raises(Misfit, match=f"needs {lacking}, but its input is one number per row"):
        axis_along((), axis)
