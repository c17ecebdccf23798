"""Sums of products of two values that both hang on the data: gates, matrix products, inner products."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, cast

from tenet.analysis.moments.activations import applied, remembered, response
from tenet.analysis.moments.case import (
    FAIR,
    ROUGH,
    Bearing,
    Case,
    Context,
    Made,
    Unknown,
    one,
    unit_axis,
)
from tenet.analysis.moments.joins import multiplied
from tenet.analysis.moments.law import Law
from tenet.analysis.moments.signal import APART, Gradient, Signal
from tenet.frozen import frozen, replace
from tenet.ir.graph import Node
from tenet.types.tensor import TensorType

if TYPE_CHECKING:
    from tenet.ops.einsum import Einsum
    from tenet.ops.gate import Gate
    from tenet.ops.normalize import CosineSimilarity, Normalize


def gate(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """A f(b), where a and b are different units: mean squares multiply."""
    (x,) = inputs
    opening = cast("Gate", node.op).opening()
    made = remembered(at, type(opening), x.law, lambda: response(opening.number, x.law))
    open_ = replace(applied(x, made), inherited=0.0, doubt=0.0)
    signal = multiplied(node, replace(x, own=2 * x.own, hidden=2 * x.hidden), open_)
    signal = replace(signal, inherited=x.inherited * (1 + made.damping) ** 2, own=signal.own * 1.5)
    # Half of the numbers are a, half are b.
    factor = (made.law.square + x.square * made.slope) / 2
    return one(signal, lambda g: [g.times(factor, x.inherited + x.own, doubt=x.doubt)])


@frozen
class Factor:
    """One of two factors: its mean square, and what different terms of a sum have in common."""

    square: float
    common: float
    mean: float


def _factor(x: Signal, kind: TensorType, summed: tuple[int, ...]) -> Factor:
    """A factor of a sum over these axes."""
    if any(axis == unit_axis(x, kind) for axis in summed):
        return Factor(x.square, x.law.mean**2, x.law.mean)
    if x.places is None:
        raise Unknown("a sum over places of which it is not known what they have in common")
    return Factor(x.square, max(x.overlap(x.places[2]), 0.0), x.law.mean)


def contracted(
    node: Node,
    inputs: tuple[Signal, ...],
    axes: tuple[tuple[int, ...], tuple[int, ...]],
    at: Context,
) -> Made:
    """Sums over these axes of products of two values.

    E (Σ a b)² = n E a² E b² + n (n - 1) E[a a'] E[b b'] for independent a and b.
    """
    a, b = inputs
    if a.latent == b.latent:
        raise Unknown("a product of a value with itself, summed over places")
    n = 1
    for axis in axes[0]:
        n *= at.shape(node.types[0])[axis]
    one_, two = (_factor(x, kind, s) for x, kind, s in zip(inputs, node.types, axes, strict=True))
    square = n * one_.square * two.square + n * (n - 1) * one_.common * two.common
    mean = n * one_.mean * two.mean
    variance = max(square - mean * mean, 0.0)

    def correlation(c: float | None, d: float | None) -> float | None:
        if c is None or d is None or not variance:
            return None
        p, q = a.overlap(c), b.overlap(d)
        common = min(p, one_.common) * min(q, two.common)
        return max(min((n * p * q + n * (n - 1) * common - mean * mean) / variance, 1.0), 0.0)

    near = None if a.places is None else correlation(a.places[2], 1.0)
    signal = Signal(
        Law.gaussian(mean, variance),
        node.output.number,
        correlation(a.rows, b.rows),
        None if near is None else tuple(near for _ in APART),
        inherited=(sqrt(a.inherited + a.own) + sqrt(b.inherited + b.own)) ** 2,
        own=2 / max(n, 1),
        doubt=a.doubt + b.doubt + ROUGH + at.open(*(node.types if len(axes[0]) else ())),
    )
    total = at.count(node.output.type) * n

    def back(g: Gradient) -> list[Gradient | None]:
        return [
            _back(g, total / at.count(node.types[0]), b) if node.types[0].batched else None,
            _back(g, total / at.count(node.types[1]), a) if node.types[1].batched else None,
        ]

    return one(signal, back)


def _back(g: Gradient, times: float, other: Signal) -> Gradient:
    """The gradient of a factor that stands in so many sums."""
    alike = 0.0 if other.places is None else max(other.overlap(other.places[2]), 0.0)
    factor = times * (other.square + (times - 1) * g.shared * alike)
    return g.times(factor, other.inherited + other.own, doubt=other.doubt + FAIR)


def matmul(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The product of matrices."""
    a, b = node.types
    return contracted(node, inputs, ((a.rank - 1,), (b.rank - 2,)), at)


def einsum(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """Sums of products of two values."""
    terms, result = cast("Einsum", node.op).terms
    if len(terms) != 2:
        raise Unknown("a sum of products of other than two values")
    summed = [letter for letter in dict.fromkeys(terms[0]) if letter not in result]
    if any(letter not in terms[1] for letter in summed) or any(len(set(t)) < len(t) for t in terms):
        raise Unknown("a sum over an axis of one factor alone")
    first, second = (tuple(term.index(letter) for letter in summed) for term in terms)
    return contracted(node, inputs, (first, second), at)


def dot(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The inner product along the last axis."""
    a, b = node.types
    return contracted(node, inputs, ((a.rank - 1,), (b.rank - 1,)), at)


def cdist(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The distance of independent vectors: its mean square is n E (a - b)²."""
    a, b = inputs
    if a.latent == b.latent:
        raise Unknown("distances within one value")
    n = at.size(node.types[0].shape[-1])
    square = n * (a.square + b.square - 2 * a.law.mean * b.law.mean)
    variance = square * min(0.5 / n, 0.5)
    signal = Signal(
        Law.gaussian(sqrt(square - variance), variance),
        node.output.number,
        None,
        None,
        inherited=a.inherited + a.own,
        doubt=a.doubt + b.doubt + FAIR,
    )
    total = at.count(node.output.type)

    def back(g: Gradient) -> list[Gradient | None]:
        return [
            g.times(total / at.count(kind), doubt=FAIR) if kind.batched else None
            for kind in node.types
        ]

    return one(signal, back)


def normalize(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """Vectors of length one: the mean square is 1 / n."""
    (x,) = inputs
    op = cast("Normalize", node.op)
    if op.p != 2:
        raise Unknown("a norm of another power than two")
    n = at.size(node.types[0].shape[op.along(node.types[0])])
    scale = 1 / sqrt(n * x.square) if x.square else 0.0
    signal = replace(
        x,
        law=x.law.affine(scale, 0.0),
        inherited=0.0,
        own=0.0,
        hidden=0.6 * x.own,
        doubt=0.0,
        border=None,
    )
    return one(
        signal, lambda g: [g.times(scale * scale * (1 - 1 / n), x.inherited + x.own, doubt=x.doubt)]
    )


def cosine_similarity(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The cosine of independent vectors: variance 1 / n around that of their means."""
    a, b = inputs
    if a.latent == b.latent:
        raise Unknown("the angle of a vector with itself")
    op = cast("CosineSimilarity", node.op)
    n = at.size(node.types[0].shape[op.along(node.types[0])])
    total = a.square * b.square
    if not total:
        raise Unknown("the angle of a zero vector")
    mean = a.law.mean * b.law.mean / sqrt(total)
    signal = Signal(
        Law.gaussian(mean, (1 - mean * mean) / n), node.output.number, None, None, doubt=FAIR
    )

    def back(g: Gradient) -> list[Gradient | None]:
        return [g.times(1 / (n * x.square), doubt=FAIR) for x in (a, b)]

    return one(signal, back)


CASES: dict[str, Case | Bearing] = {
    "gate": gate,
    "matmul": matmul,
    "einsum": einsum,
    "dot": dot,
    "cdist": cdist,
    "normalize": normalize,
    "cosine_similarity": cosine_similarity,
}
