"""Softmax and attention: means whose weights are those of exponentials of Gaussian scores.

Of n scores of variance s the sum of the squared weights is about e^s / (n - 1 + e^s): 1 / n where
scores are alike, and 1 where one of them carries all.
"""

from __future__ import annotations

from math import exp, log, sqrt
from typing import TYPE_CHECKING, cast

from tenet.analysis.moments.case import (
    FAIR,
    ROUGH,
    Bearing,
    Case,
    Context,
    Made,
    Signals,
    Unknown,
    one,
)
from tenet.analysis.moments.law import Law
from tenet.analysis.moments.pooling import distances
from tenet.analysis.moments.signal import DISTANCES, NONE, Gradient, Signal, profile_at
from tenet.frozen import frozen, replace
from tenet.ir.graph import Node
from tenet.types.shape import axis_of

if TYPE_CHECKING:
    from tenet.ops.attention import Attention
    from tenet.ops.softmax import OfScores

MIDDLING = 0.06
"""The doubt of the gradient of values: 12 % of the rms, one standard deviation."""


def concentration(scores: float, count: float, lead: float = 0.0) -> float:
    """The sum of squared weights for scores of this variance, one of which may lead by so much."""
    top = exp(min(scores, 60.0))
    if not lead:
        return top / (count - 1 + top)
    first = exp(min(lead, 60.0))
    others = (count - 1) * exp(min(scores / 2, 60.0))
    return (first * first + (count - 1) * exp(min(2 * scores, 60.0))) / (first + others) ** 2


def softmax(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """Weights that sum to one: mean 1 / n, exactly."""
    (x,) = inputs
    op, kind = cast("OfScores", node.op), node.types[0]
    n = at.shape(kind)[axis_of(op.axis, kind.rank)]
    focus = concentration(x.law.variance, n)
    square = focus / n
    exact = n == 1 or x.law.fixed
    variance = 0.0 if exact else max(square - 1 / n**2, 0.0)
    signal = replace(
        x,
        law=Law.gaussian(1 / n, variance),
        latent=node.output.number,
        border=None,
        inherited=x.inherited * min(x.law.variance, 1.0),
        doubt=0.0 if exact else x.doubt + min(x.law.variance, 1.0) * ROUGH + at.open(kind),
    )
    factor = square * max(1 - focus, 0.0)
    return one(signal, lambda g: [g.times(factor, doubt=ROUGH, shared=0.0)])


def log_softmax(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """X less the logarithm of a sum, log n + v / 2."""
    (x,) = inputs
    op, kind = cast("OfScores", node.op), node.types[0]
    n, v = at.shape(kind)[axis_of(op.axis, kind.rank)], x.law.variance
    focus = concentration(v, n)
    mean = -log(n) - min(v / 2, sqrt(2 * log(max(n, 2)) * v) if v > 2 * log(max(n, 2)) else v / 2)
    law = Law.gaussian(mean, v * (1 - 1 / n) + (focus - 1 / n))
    signal = replace(
        x, law=law, latent=node.output.number, border=None, doubt=x.doubt + FAIR + at.open(kind)
    )
    return one(signal, lambda g: [g.times(1 - 2 / n + focus, doubt=FAIR)])


@frozen
class Scores:
    """How queries and keys agree.

    Attributes:
        variance: of the scores of one query.
        count: how many keys a query sees, on the average.
        alike: what the values that a query sees have in common.
        lead: by how much the score of a place with itself stands out.
        focus: the sum of squared weights.
        together: the sum of products of the weights of two queries.
    """

    variance: float
    count: float
    alike: float
    lead: float
    focus: float
    together: float


def far(x: Signal, places: int) -> float:
    """What two places of a sequence have in common, E[x x'] / E x²."""
    if x.places is None:
        raise Unknown("attention among places of which it is not known what they have in common")
    if not x.square:
        return 1.0
    distances = [max(places * share, 1.0) for share in (0.1, 0.2, 0.3, 0.45, 0.6)]
    return sum(x.overlap(profile_at(x.places, d)) for d in distances) / 5 / x.square


def seen_together(op: Attention, x: Signal, places: int) -> float:
    """The same among the places that a query sees: causally, those before it."""
    if not op.causal:
        return far(x, places)
    return sum(far(x, max(round(places * share), 1)) for share in (0.125, 0.375, 0.625, 0.875)) / 4


def echo(x: Signal, y: Signal, places: int) -> float:
    """The mean product of correlations of pairs of places, when their mean goes; 1 / n at least."""
    if x.places is None or y.places is None:
        return 1 / places

    def centred(z: Signal, d: float, common: float) -> float:
        assert z.places is not None
        overlap = z.overlap(profile_at(z.places, d)) / z.square if z.square else 1.0
        return max((overlap - common) / max(1 - common, 1e-9), -1.0)

    first, second = far(x, places), far(y, places)
    total = sum(
        share * centred(x, d, first) * centred(y, d, second) for d, share in distances(places)
    )
    return max(total, 1 / places)


def scored(
    node: Node, inputs: tuple[Signal, Signal, Signal], more: Signal | None, at: Context
) -> Scores:
    """The scores of an attention."""
    op = cast("Attention", node.op)
    queries, keys, values = inputs
    depth, scale = op.depth(node.types[0]), op.scaling(node.types[0])
    seen = at.size(node.types[1].shape[0])
    alike = seen_together(op, keys, seen)
    variance = scale * scale * depth * queries.square * keys.square * max(1 - alike, 0.0)
    lead = 0.0
    if queries.latent == keys.latent:
        lead = scale * depth * queries.square * max(1 - alike, 0.0)
    if more is not None:
        variance += more.law.variance
    shared = max(far(queries, at.size(node.types[0].shape[0])), 0.0)
    if not op.causal:
        focus = concentration(variance, seen, lead)
        together = min(concentration(variance * shared, seen), focus)
        return Scores(variance, seen, far(values, seen), lead, focus, together)
    steps = sorted({max(1, round(seen * share / 32)) for share in range(1, 33)})
    focus = sum(concentration(variance, n, lead) for n in steps) / len(steps)
    together = sum(concentration(variance * shared, n) for n in steps) / len(steps)
    alike = seen_together(op, values, seen)
    return Scores(variance, seen / 2, alike, lead, focus, min(together, focus))


def attention(node: Node, inputs: Signals, at: Context) -> Made:
    """q_out = q_v (r + (1 - r) Σ p²), where r is what values have in common."""
    op = cast("Attention", node.op)
    queries, keys, values = inputs[:3]
    if queries is None or keys is None or values is None:
        raise Unknown("attention to what nothing is known of")
    bias = inputs[op.places["bias"]] if op.bias else None
    if op.bias and bias is None:
        raise Unknown("attention with a bias that nothing is known of")
    scores = scored(node, (queries, keys, values), bias, at)
    signal = _attended(node, queries, values, scores, at)
    doubt = signal.doubt + at.open(*node.types[:2]) + (ROUGH if op.mask or op.lengths else 0.0)
    signal = replace(signal, doubt=doubt)

    def back(g: Gradient) -> list[Gradient | None]:
        others: list[Gradient | None] = [None] * (len(inputs) - 3)
        return [*_backward(node, (queries, keys, values), scores, g, at), *others]

    return one(signal, back)


def _attended(node: Node, queries: Signal, values: Signal, scores: Scores, at: Context) -> Signal:
    """The means of the values."""
    r = scores.alike
    mean = values.law.mean
    square = values.square * (r + (1 - r) * scores.focus)
    variance = max(square - mean * mean, 0.0)

    def correlation(overlap: float) -> float:
        if not variance:
            return 1.0
        return max(min((overlap - mean * mean) / variance, 1.0), -1.0)

    between = values.square * (r + (1 - r) * scores.together)
    rows = None
    if values.rows is not None:
        rows = correlation(min(values.overlap(values.rows), square))
    return replace(
        values,
        law=Law.gaussian(mean, variance),
        latent=node.output.number,
        rows=rows,
        places=(correlation(between),) * (len(DISTANCES) + 1),
        border=None,
        inherited=values.inherited,
        doubt=values.doubt + ROUGH * (1 - r) ** 2,
    )


def _backward(
    node: Node, inputs: tuple[Signal, Signal, Signal], scores: Scores, g: Gradient, at: Context
) -> list[Gradient | None]:
    """Gradients of queries, keys and values.

    Those of values add over the queries that look at them; a score's is that of the values around
    their mean, times its weight.
    """
    queries, keys, values = inputs
    op = cast("Attention", node.op)
    asked, seen = (at.size(kind.shape[0]) for kind in node.types[:2])
    groups = op.heads // op.shared_heads
    ratio = asked / seen
    even = (1 - scores.focus) / max(seen - 1, 1) / scores.focus
    value = (
        ratio * scores.focus * (1 - g.shared)
        + ratio * ratio * seen * _even(scores, seen, causal=op.causal) * g.shared
    )
    spread = max(1 - scores.alike, 0.0)
    scale = op.scaling(node.types[0])
    width = at.size(node.types[2].shape[-1]) // op.shared_heads
    score = g.square * width * values.square * spread * scores.focus * max(1 - scores.focus, 0.0)
    # The keys that a query looks at agree where their values do.
    more = max(scores.focus + echo(keys, values, seen) - 1 / seen, 0.0) / scores.focus
    query = more * score * scale * scale * keys.square * max(1 - seen_together(op, keys, seen), 0.0)
    # A key adds up what comes of all queries, which agree as far as they and their gradients do.
    agree = g.shared * max(far(queries, asked), 0.0)
    key = score * scale * scale * queries.square * ratio * (1 + (asked - 1) * agree)
    rough = 2 * ROUGH if op.causal else ROUGH
    if not g.square:
        return [NONE] * 3
    scale_of = (query / g.square, key * groups / g.square, value * groups)
    return [
        g.times(scale_of[0], doubt=rough, shared=0.0),
        g.times(scale_of[1], doubt=rough, shared=0.0),
        g.times(
            scale_of[2],
            doubt=rough if op.causal else MIDDLING,
            shared=max(g.shared, min(even, 1.0)),
        ),
    ]


def _even(scores: Scores, seen: int, *, causal: bool) -> float:
    """The sum of products of the weights of two queries, which share a gradient."""
    # Causally the first keys have many queries: the mean of (sum over i >= j of 1 / i)² is 2.
    return max(scores.together, 1 / seen) * (2 if causal else 1)


CASES: dict[str, Case | Bearing] = {
    "softmax": softmax,
    "softmin": softmax,
    "log_softmax": log_softmax,
    "attention": Bearing(attention),
}
