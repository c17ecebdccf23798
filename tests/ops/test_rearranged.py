"""Shapes, choices, reductions and products: what they give, what padding may hold, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

import numpy as np
import pytest
import torch
from onnx import checker

from tenet.backends.onnx.emit import emit_model
from tenet.catalogue.operation import Operation
from tenet.elaborate.experiment import elaborate
from tenet.ops.concat import Concat
from tenet.ops.cumulate import Cumsum
from tenet.ops.einsum import Einsum
from tenet.ops.flatten import Flatten
from tenet.ops.last import Last
from tenet.ops.matmul import Matmul
from tenet.ops.normalize import CosineSimilarity, Normalize
from tenet.ops.reduction import Max, Mean, Min, Norm, Prod, Std, Sum, Variance
from tenet.ops.reshape import Reshape
from tenet.ops.shift_right import ShiftRight
from tenet.ops.tile import Tile
from tenet.passes.pipeline import INFERENCE, run
from tenet.source import Source
from tenet.types.dim import named
from tenet.types.tensor import Interval, TensorType, f32

Compile = Callable[[str], Any]
T = named("T")


def one_hot_of(x: Any, classes: int) -> Any:
    """A one for each category."""
    return (x[..., None] == np.arange(classes)).astype(np.float32)


def waves(length: int, features: int, base: float = 10000.0) -> Any:
    """The formula of Vaswani et al., number by number."""
    table = np.zeros((length, features))
    for p in range(length):
        for f in range(features):
            angle = p / base ** ((f - f % 2) / features)
            table[p, f] = np.cos(angle) if f % 2 else np.sin(angle)
    return table


def unit(x: Any, axis: int) -> Any:
    """Vectors of length one."""
    return x / np.sqrt((x * x).sum(axis, keepdims=True))


VALUES: dict[str, tuple[str, Callable[..., Any]]] = {
    "prod": ("(x: f32[3, 4]) -> y { y = x -> prod(axis=-1) }", lambda x: x.prod(-1)),
    "variance": ("(x: f32[3, 4]) -> y { y = x -> variance(axis=0) }", lambda x: x.var(1)),
    "variance-unbiased": (
        "(x: f32[3, 4]) -> y { y = x -> variance(unbiased=true) }",
        lambda x: x.var((1, 2), ddof=1),
    ),
    "std": (
        "(x: f32[5, 4]) -> y { y = x -> std(axis=0, keep=true, unbiased=true) }",
        lambda x: x.std(1, ddof=1, keepdims=True),
    ),
    "logsumexp-of-large-numbers": (
        "(x: f32[3, 4] in 500..501) -> y { y = x -> logsumexp }",
        lambda x: 500 + np.log(np.exp(x - 500).sum((1, 2))),
    ),
    "norm": ("(x: f32[3, 4]) -> y { y = x -> norm(axis=1) }", lambda x: np.sqrt((x**2).sum(2))),
    "norm-1": ("(x: f32[3, 4]) -> y { y = x -> norm(p=1) }", lambda x: abs(x).sum((1, 2))),
    "norm-inf": ("(x: f32[3, 4]) -> y { y = x -> norm(p=inf) }", lambda x: abs(x).max((1, 2))),
    "any": ("(x: bool[3, 4]) -> y { y = x -> any(axis=0) }", lambda x: x.any(1)),
    "all": (
        "(x: bool[2, 2]) -> y { y = x -> all(axis=0, keep=true) }",
        lambda x: x.all(1)[:, None],
    ),
    "argmax": ("(x: i64[2, 9] in 0..2) -> y { y = x -> argmax }", lambda x: x.argmax(2)),
    "argmin": ("(x: i64[9, 2] in 0..2) -> y { y = x -> argmin(axis=0) }", lambda x: x.argmin(1)),
    "cumsum": ("(x: f32[3, 4]) -> y { y = x -> cumsum(axis=0) }", lambda x: x.cumsum(1)),
    "cumsum-reverse": (
        "(x: f32[5]) -> y { y = x -> cumsum(reverse=true) }",
        lambda x: x[:, ::-1].cumsum(1)[:, ::-1],
    ),
    "cumsum-exclusive": (
        "(x: i64[5] in -9..9) -> y { y = x -> cumsum(exclusive=true) }",
        lambda x: np.pad(x.cumsum(1), ((0, 0), (1, 0)))[:, :-1],
    ),
    "stack": (
        "(x: f32[3], z: f32[3]) -> y { y = (x, z) -> stack(axis=1) }",
        lambda x, z: np.stack([x, z], 2),
    ),
    "split": (
        "(x: f32[5, 2, 2]) -> y { a, b = x -> split([2, 3])\n y = (b, a) -> concat }",
        lambda x: np.concatenate([x[:, 2:], x[:, :2]], 1),
    ),
    "unsqueeze": ("(x: f32[3, 4]) -> y { y = x -> unsqueeze(1) }", lambda x: x[:, :, None]),
    "expand": (
        "(x: f32[1, 4]) -> y { y = x -> expand(2, 3, 4) }",
        lambda x: np.broadcast_to(x[:, None], (len(x), 2, 3, 4)),
    ),
    "transpose": (
        "(x: f32[2, 3, 4]) -> y { y = x -> transpose(0, -1) }",
        lambda x: x.swapaxes(1, 3),
    ),
    "flip": ("(x: f32[2, 3, 4]) -> y { y = x -> flip([0, 2]) }", lambda x: np.flip(x, (1, 3))),
    "roll": ("(x: f32[5, 2]) -> y { y = x -> roll(-7, axis=0) }", lambda x: np.roll(x, -7, 1)),
    "roll-nowhere": ("(x: f32[5]) -> y { y = x -> roll(5) }", lambda x: x),
    "roll-far-open": (
        "(x: f32[T]) -> y { y = 0 * x + (arange(T) -> roll(9) -> cast(f32)) }",
        lambda x: np.roll(np.arange(7), 9) + 0 * x,
    ),
    "tile": ("(x: f32[2, 3]) -> y { y = x -> tile([2, 3]) }", lambda x: np.tile(x, (1, 2, 3))),
    "repeat-each": (
        "(x: f32[T, 3]) -> y { y = x -> repeat_each(3, axis=0) }",
        lambda x: x.repeat(3, 1),
    ),
    "shift-right": (
        "(x: i64[4] in 1..9) -> y { y = x -> shift_right(10) }",
        lambda x: np.pad(x, ((0, 0), (1, 0)), constant_values=10)[:, :-1],
    ),
    "last": ("(x: f32[5, 3]) -> y { y = x -> last }", lambda x: x[:, -1]),
    "one-hot": ("(x: i64[3] in 0..4) -> y { y = x -> one_hot }", lambda x: one_hot_of(x, 5)),
    "gather": (
        "(x: f32[2, 5, 3], i: i64[2, 4] in 0..4) -> y { y = (x, i) -> gather(axis=1) }",
        lambda x, i: np.stack([row[:, at] for row, at in zip(x, i, strict=True)]),
    ),
    "gather-one": (
        "(x: f32[5, 3], i: i64 in 0..4) -> y { y = (x, i) -> gather }",
        lambda x, i: np.stack([row[at] for row, at in zip(x, i, strict=True)]),
    ),
    "top-k": (
        "(x: f32[4, 6]) -> a, b { a, b = x -> top_k(3, axis=0) }",
        lambda x: (-np.sort(-x, 1)[:, :3], np.argsort(-x, 1, kind="stable")[:, :3]),
    ),
    "top-k-of-equals": (
        "(x: i64[9] in 0..2) -> a, b { a, b = x -> top_k(4) }",
        lambda x: (-np.sort(-x, 1)[:, :4], np.argsort(-x, 1, kind="stable")[:, :4]),
    ),
    "sort": ("(x: f32[3, 9]) -> y { y = x -> sort(axis=0) }", lambda x: np.sort(x, 1)),
    "lower-triangle": (
        "(x: f32[3, 5]) -> y { y = x -> lower_triangle(-1) }",
        lambda x: np.tril(x, -1),
    ),
    "upper-triangle": ("(x: f32[5, 3]) -> y { y = x -> upper_triangle }", np.triu),
    "einsum": (
        '(a: f32[2, 3], b: f32[4, 3, 2]) -> y { y = (a, b) -> einsum("ij, kji -> kj") }',
        lambda a, b: (a.swapaxes(1, 2)[:, None] * b).sum(3),
    ),
    "einsum-of-every-letter-but-n": (
        '(n: f32[2, 3]) -> y { y = n -> einsum("nb->bn") }',
        lambda n: n.swapaxes(1, 2),
    ),
    "normalize": ("(x: f32[3, 4]) -> y { y = x -> normalize }", lambda x: unit(x, 2)),
    "normalize-channels": (
        "(x: f32[3, 2, 2]) -> y { y = x -> normalize }",
        lambda x: unit(x, 1),
    ),
    "cosine-similarity": (
        "(x: f32[3, 4], z: f32[3, 4]) -> y { y = (x, z) -> cosine_similarity }",
        lambda x, z: (unit(x, 2) * unit(z, 2)).sum(2),
    ),
    "dot": ("(x: f32[4], z: f32[4]) -> y { y = (x, z) -> dot }", lambda x, z: (x * z).sum(1)),
    "cdist": (
        "(x: f32[3, 4], z: f32[2, 4]) -> y { y = (x, z) -> cdist }",
        lambda x, z: np.sqrt(((x[:, :, None] - z[:, None]) ** 2).sum(-1)),
    ),
    "sinusoids": (
        "(x: f32[300, 6]) -> y { y = 0 * x + sinusoids(300, 6) }",
        lambda x: waves(300, 6) + 0 * x,
    ),
    "sinusoids-open": (
        "(x: f32[T, 5]) -> y { y = 0 * x + sinusoids(T, 5, base=50) }",
        lambda x: waves(7, 5, 50) + 0 * x,
    ),
}


@pytest.mark.target
@pytest.mark.parametrize(("text", "formula"), VALUES.values(), ids=VALUES)
def test_it_is_its_formula(compiled: Compile, text: str, formula: Callable[..., Any]) -> None:
    network = compiled(f"network{text}")
    inputs = network.inputs(4, seed=7)

    made = network.assert_agree(inputs)

    expected = formula(*inputs.values())
    for value, wanted in zip(made, expected if len(made) > 1 else (expected,), strict=True):
        np.testing.assert_allclose(value, wanted, rtol=1e-5, atol=1e-5)


@pytest.mark.target
@pytest.mark.parametrize("text", [text for text, _ in VALUES.values()], ids=VALUES)
def test_it_is_written_for_older_onnx_too(compiled: Compile, text: str) -> None:
    network = compiled(f"network{text}")
    model = emit_model(run(INFERENCE, network.graph), network.weights, opset=17)

    checker.check_model(model, full_check=True)


@pytest.mark.target
def test_bilinear_is_that_of_pytorch(compiled: Compile) -> None:
    network = compiled("network(a: f32[2, 3], b: f32[2, 4]) -> y { y = (a, b) -> bilinear(5) }")
    inputs = network.inputs(3)
    layer = torch.nn.Bilinear(3, 4, 5)
    layer.load_state_dict(
        {name: torch.from_numpy(network.weights[f"bilinear.{name}"]) for name in ("weight", "bias")}
    )

    (made,) = network.assert_agree(inputs)

    with torch.no_grad():
        expected = layer(*(torch.from_numpy(value) for value in inputs.values()))
    np.testing.assert_allclose(made, expected, atol=1e-5)


MIXED: list[tuple[Operation, TensorType, tuple[int, ...], float | None]] = [
    (Sum(), f32(T, 4), (0, 1), 0),
    (Sum(axis=-1), f32(T, 4), (1,), 0),
    (Max(axis=0), f32(T, 4), (0,), -inf),
    (Min(axis=0), f32(T, 4), (0,), inf),
    (Mean(axis=0), f32(T, 4), (0,), None),
    (Prod(axis=0), f32(T, 4), (0,), 1),
    (Norm(axis=0), f32(T, 4), (0,), 0),
    (Cumsum(axis=0), f32(T, 4), (0,), 0),
    (Reshape(sizes=(T, 2, 2)), f32(T, 4), (1,), None),
    (Reshape(sizes=(2 * T, 2)), f32(T, 4), (0, 1), None),
    (Reshape(sizes=(T, 1, 4)), f32(T, 4), (), None),
    (Flatten(), f32(T, 4), (0, 1), None),
    (Flatten(), f32(T), (), None),
    (Concat(axis=0), f32(T, 4), (0,), None),
    (Tile(repeats=(1, 2)), f32(T, 4), (1,), None),
    (Last(), f32(T, 4), (0,), None),
    (ShiftRight(), f32(T, 4), (0,), None),
    (Normalize(), f32(T, 4), (1,), 0),
    (CosineSimilarity(axis=-2), f32(T, 4), (0,), 0),
    (Matmul(), f32(T, 4), (1,), 0),
    (Einsum(equation="td,sd->ts"), f32(T, 4), (1,), 0),
]


@pytest.mark.parametrize(("op", "kind", "axes", "neutral"), MIXED)
def test_it_says_which_places_see_one_another(
    op: Operation, kind: TensorType, axes: tuple[int, ...], neutral: float | None
) -> None:
    types = (kind, kind) if op.inputs.names == ("a", "b") or isinstance(op, Einsum) else (kind,)

    assert op.mixes(*types) == axes
    assert op.neutral == neutral


RANGES: list[tuple[Operation, Interval, Interval]] = [
    (Prod(), Interval(0, 0.5), Interval(0, 0.5)),
    (Prod(), Interval(-0.5, 0.25), Interval(-0.5, 0.5)),
    (Prod(), Interval(2, 3), Interval(2)),
    (Prod(), Interval(-2, 3), Interval()),
    (Norm(), Interval(2, 3), Interval(2)),
    (Norm(p="inf"), Interval(-3, 2), Interval(0, 3)),
    (Norm(p="inf"), Interval(-3, -2), Interval(2, 3)),
    (Cumsum(), Interval(1, 3), Interval(1)),
    (Cumsum(exclusive=True), Interval(1, 3), Interval(0)),
    (Cumsum(exclusive=True), Interval(-3, -1), Interval(high=0)),
    (ShiftRight(start=-2), Interval(0, 1), Interval(-2, 1)),
    (Variance(), Interval(), Interval(0)),
]


@pytest.mark.parametrize(("op", "given", "told"), RANGES)
def test_it_lies_where_it_is_told_to(op: Operation, given: Interval, told: Interval) -> None:
    assert op.value_range(given) == told


@pytest.mark.parametrize("unbiased", [False, True])
def test_two_ends_vary_as_much_as_numbers_can(unbiased: bool) -> None:
    ends = np.array([-1, 3], np.float32)
    for op, found in ((Variance, ends.var), (Std, ends.std)):
        most = op(unbiased=unbiased).value_range(Interval(-1, 3)).high
        assert most == pytest.approx(found(ddof=unbiased), rel=1e-5)
        assert most >= found(ddof=unbiased)


def message_of(text: str) -> str:
    """What is wrong with a network in which one thing is wrong."""
    (found,) = elaborate(Source("wrong.tenet", f"network{text}")).diagnostics
    return found.message


REFUSED = {
    "(x: f32) -> y { y = x -> variance }":
        "`variance` needs an axis, but its input is one number per row",
    "(x: f32[1, 3]) -> y { y = x -> std(axis=0, unbiased=true) }":
        "`std` divides by one less than there are numbers, but there is one alone",
    "(x: i64[3]) -> y { y = x -> logsumexp }": "`logsumexp` needs floats, but its input is i64[3]",
    "(x: f32) -> y { y = x -> norm }": "`norm` needs an axis, but its input is one number per row",
    "(x: f32[3]) -> y { y = x -> norm(p=3) }": "`p` of `norm` takes 1, 2 or inf, not 3",
    "(x: f32[3]) -> y { y = x -> any }":
        "`any` needs what is true or false, but its input is f32[3]",
    "(x: f32[3]) -> y { y = x -> argmax(1) }":
        "`argmax` has no axis 1: its input has 1 axis, the batch not counted",
    "(x: bool[3]) -> y { y = x -> cumsum }":
        "`cumsum` needs numbers, but its input is bool[3], which is true or false",
    "(x: f32[3], z: f32[4]) -> y { y = (x, z) -> stack }":
        "`stack` lays tensors of one shape on one another, but they are [3] and [4]",
    "(x: f32[3]) -> y { y = (x, parameter([3])) -> stack }":
        "`stack` lays values of rows on one another, and one of these is the same for all rows",
    "(x: f32[5]) -> a, b { a, b = x -> split }":
        "`split` cannot cut axis 0, which has 5 places, into 2 equal parts",
    "(x: f32[T]) -> a, b { a, b = x -> split }":
        "`split` cannot cut axis 0, which has T places, into 2 equal parts",
    "(x: f32[5]) -> a, b { a, b = x -> split([2, 2]) }":
        "`split` cuts parts of 4 places all told, but axis 0 has 5",
    "(x: f32[3, 4]) -> y { y = x -> expand(2, 4) }":
        "`expand` stretches axes of size 1 alone, and adds axes before: [3, 4] cannot become [2, 4]",
    "(x: f32[3, 4]) -> y { y = x -> expand(4) }":
        "`expand` stretches axes of size 1 alone, and adds axes before: [3, 4] cannot become [4]",
    "(x: f32[3, 4]) -> y { y = x -> transpose(0, -2) }": "`transpose` names axis 0 twice",
    "(x: f32[3, 4]) -> y { y = x -> tile([2]) }":
        "`tile` needs one number for each axis, but it is given 1 for [3, 4]",
    "(x: i64[3]) -> y { y = x -> shift_right(0.5) }":
        "`shift_right` begins with 0.5, but its input is i64[3], of whole numbers",
    "(x: f32) -> y { y = x -> last }": "`last` needs an axis, but its input is one number per row",
    "(x: f32[3]) -> y { y = x -> one_hot }":
        "`one_hot` makes vectors of whole numbers, but its input is f32[3]",
    "(x: i64[3]) -> y { y = x -> one_hot }":
        "`one_hot` needs to know how many classes there are, and the range of its input i64[3] does"
        " not tell",
    "(x: i64[3] in 0..5) -> y { y = x -> one_hot(5) }":
        "`one_hot` has 5 classes, 0..4, but its input may be as large as 5",
    "(x: i64[3] in -1..5) -> y { y = x -> one_hot }":
        "`one_hot` counts its classes from 0, but its input may be as small as -1",
    "(x: i64[3] in 0..3) -> y { y = x -> embedding(2, padding=4) }":
        "`embedding` has 4 rows, 0..3, so that row 4 is none of them",
    "(x: f32[3], i: f32) -> y { y = (x, i) -> gather }":
        "`gather` needs an index of whole numbers, but it is f32",
    "(x: f32[3], i: i64 in 0..3) -> y { y = (x, i) -> gather }":
        "`gather` finds places 0..2 on axis 0 of [3], but its index i64 in 0..3 may lie beyond",
    "(x: f32[T], i: i64) -> y { y = (x, i) -> gather }":
        "`gather` finds places 0..T - 1 on axis 0 of [T], but its index i64 may lie beyond",
    "(x: f32[3]) -> y { y = x -> top_k(4) }":
        "`top_k` looks for the 4 largest along axis 0, which has 3",
    "(x: f32[3]) -> y { y = x -> lower_triangle }":
        "`lower_triangle` needs matrices, but its input is [3]",
    '(x: f32[3]) -> y { y = x -> einsum("i") }': '`einsum` cannot read the equation "i"',
    '(x: f32[3]) -> y { y = x -> einsum("i->j") }': "`einsum` gives an axis `j` that no input has",
    '(x: f32[3]) -> y { y = x -> einsum("i->ii") }': "`einsum` gives the axis `i` twice",
    '(x: f32[3]) -> y { y = x -> einsum("i,j->ij") }':
        "`einsum` names the axes of 2 inputs, but it is given 1",
    '(x: f32[3]) -> y { y = x -> einsum("ij->i") }':
        "`einsum` names 2 axes with `ij`, but that input is [3]",
    '(x: f32[3], z: f32[4]) -> y { y = (x, z) -> einsum("i,i->") }':
        "`einsum` needs one size for `i`, but it is 3 and 4",
    "(x: f32[2, 3], z: f32[3, 4]) -> y { y = (x, z) -> bilinear(2) }":
        "`bilinear` takes two tensors that agree on every axis but the last, but they are [2, 3] and"
        " [3, 4]",
    "(x: f32[3]) -> y { y = (x, parameter([4])) -> bilinear(2) }":
        "`bilinear` takes two values of each row, but one of them is the same for all",
    "(x: f32[3], z: f32[4]) -> y { y = (x, z) -> cosine_similarity }":
        "`cosine_similarity` compares tensors of one shape, but they are [3] and [4]",
    "(x: f32[3], z: f32[4]) -> y { y = (x, z) -> dot }":
        "`dot` multiplies vectors along the last axis of tensors of one shape, but they are [3] and [4]",
    "(x: f32[3], z: f32[2, 3]) -> y { y = (x, z) -> cdist }":
        "`cdist` takes two lists of vectors, [I, F] and [J, F], but they are [3] and [2, 3]",
}  # fmt: skip


@pytest.mark.parametrize(("text", "message"), REFUSED.items(), ids=[*REFUSED.values()])
def test_what_does_not_fit_is_said(text: str, message: str) -> None:
    assert message_of(text) == message
