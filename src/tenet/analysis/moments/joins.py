"""Functions of two values: sums, products, choices, and values laid side by side.

Of values that share a latent everything is known; others are taken to be uncorrelated, which holds
exactly for a branch that ends in drawn weights of mean zero: q_sum = q_skip + q_branch.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf, sqrt
from typing import TYPE_CHECKING, cast

from tenet.analysis.moments.activations import Response, applied, behind, linear_response, response
from tenet.analysis.moments.case import FAIR, Bearing, Case, Context, Made, Unknown, one
from tenet.analysis.moments.law import WEIGHTS, Law
from tenet.analysis.moments.signal import NONE, SAME, Border, Gradient, Signal
from tenet.frozen import replace
from tenet.ir.graph import Node
from tenet.types.tensor import TensorType

if TYPE_CHECKING:
    from tenet.ops.elementwise import Elementwise

EVERY = 5
COARSE = slice(1, None, EVERY)
"""Nodes of one axis of a double sum, evenly on both sides of zero."""


def spread_out(x: Signal, kind: TensorType, made: TensorType) -> Signal:
    """A signal as it stands in a broadcast result: places that it lacks hold the same."""
    aligned = (1,) * (made.rank - kind.rank) + kind.shape
    axis = made.rank - 1 if made.rank <= 2 else 0
    if x.features is not None:
        axis = x.features
    lacks = [i for i, size in enumerate(aligned) if size == 1 and made.shape[i] != 1]
    if not lacks:
        return x
    return replace(x, places=SAME, border=None) if any(i != axis for i in lacks) else x


def arithmetic(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """A function of two numbers."""
    a, b = (
        spread_out(x, kind, node.output.type) for x, kind in zip(inputs, node.types, strict=True)
    )
    if b.law.fixed or a.law.fixed:
        return with_constant(node, a, b, at)
    if a.latent == b.latent:
        return _known_together(node, a, b, at)
    name = node.op.term()
    if name in {"add", "sub"}:
        return _sum(node, a, b, 1.0 if name == "add" else -1.0, at)
    if name in {"mul", "div"}:
        return _product(node, a, b, name == "div", at)
    return _double(node, a, b, at)


def with_constant(node: Node, a: Signal, b: Signal, at: Context) -> Made:
    """One of the two is the same number everywhere."""
    first = b.law.fixed
    x, number = (a, b.law.mean) if first else (b, a.law.mean)
    made = _linear(node.op.term(), x.law, number, first=first)
    if made is None:
        function = cast("Elementwise", node.op).number
        made = response(
            (lambda h: function(h, number)) if first else (lambda h: function(number, h)), x.law
        )
    signal = applied(x, made)
    place = 0 if first else 1
    if x.places is not None and node.types[place].rank < node.output.type.rank:
        signal = replace(signal, features=None)

    def back(g: Gradient) -> list[Gradient | None]:
        gradients: list[Gradient | None] = [None, None]
        gradients[place] = summed_back(node, place, behind(x, made, g), at)
        steep = {"add": 1.0, "sub": 1.0, "mul": x.square}.get(node.op.term())
        if steep is not None:
            gradients[1 - place] = summed_back(node, 1 - place, g.times(steep), at)
        return gradients

    return one(signal, back)


def _linear(name: str, law: Law, number: float, *, first: bool) -> Response | None:
    """The response of what is linear in one number while the other is fixed."""
    if name == "add":
        return linear_response(law, 1.0, number)
    if name == "sub":
        return linear_response(law, 1.0, -number) if first else linear_response(law, -1.0, number)
    if name == "mul":
        return linear_response(law, number, 0.0)
    if name == "div" and first and number:
        return linear_response(law, 1 / number, 0.0)
    return None


def _known_together(node: Node, a: Signal, b: Signal, at: Context) -> Made:
    """Both are functions of one latent."""
    function = cast("Elementwise", node.op).number
    if node.op.term() in {"add", "sub"} and a.law.table is None is b.law.table:
        sign = 1.0 if node.op.term() == "add" else -1.0
        law = Law(a.law.mean + sign * b.law.mean, a.law.scale + sign * b.law.scale)
    else:
        try:
            pairs = zip(a.law.numbers, b.law.numbers, strict=True)
            made = Law.tabulated([float(function(x, y)) for x, y in pairs])
        except (ValueError, ArithmeticError):
            raise Unknown("a function that has no value for some of its inputs") from None
        if made is None:
            raise Unknown("a function whose mean square diverges")
        law = made
    signal = replace(mixed_spread(a, b), law=law)
    same = node.inputs[0].number == node.inputs[1].number
    try:
        slopes = [_partial(function, a.law, b.law, place) for place in (0, 1)]
    except (ValueError, ArithmeticError):
        slopes = [inf, inf]
    if same:
        total = (sqrt(slopes[0]) + sqrt(slopes[1])) ** 2
        slopes = [total if node.op.term() in {"add", "mul"} else 0.0, 0.0]
    doubt = 0.0 if same else FAIR
    return one(signal, lambda g: [g.times(s, doubt=doubt) if s else NONE for s in slopes])


def _partial(function: Callable[..., float], a: Law, b: Law, place: int) -> float:
    """E (∂f)² by one of two numbers of one latent."""
    total = 0.0
    for w, x, y in zip(WEIGHTS, a.numbers, b.numbers, strict=True):
        push = 1e-6 * max(1.0, abs(x), abs(y))
        moved = function(x + push, y) if place == 0 else function(x, y + push)
        total += w * ((moved - function(x, y)) / push) ** 2
    return total


def weighed(first: float, second: float, a: float, b: float) -> float:
    """The spread of a sum of two mean squares: what they owe to the same layers adds in deviations."""
    total = first + second
    if not total:
        return 0.0
    return ((first * sqrt(a) + second * sqrt(b)) / total) ** 2


def _bordered(a: Signal, b: Signal) -> Border | None:
    if a.border is None or b.border is None or len(a.border) != len(b.border):
        return a.border or b.border
    total = a.square + b.square
    share = a.square / total if total else 0.5
    return tuple(
        tuple(share * p + (1 - share) * q for p, q in zip(one_, two, strict=True))
        if len(one_) == len(two)
        else one_
        for one_, two in zip(a.border, b.border, strict=True)
    )


def mixed_spread(a: Signal, b: Signal) -> Signal:
    """One of two signals, with the spread that a sum of both has."""
    p, q = a.square, b.square
    return replace(
        a,
        border=_bordered(a, b),
        inherited=weighed(p, q, a.inherited, b.inherited),
        own=weighed(p, q, a.own, b.own),
        hidden=weighed(p, q, a.hidden, b.hidden),
        uneven=weighed(p, q, a.uneven, b.uneven),
        doubt=weighed(p, q, a.doubt, b.doubt),
    )


def _sum(node: Node, a: Signal, b: Signal, sign: float, at: Context) -> Made:
    """Uncorrelated numbers: variances add, and so do covariances."""
    variance = a.law.variance + b.law.variance

    def correlation(c: float | None, d: float | None) -> float | None:
        if c is None or d is None:
            return None
        return (a.law.covariance(c) + b.law.covariance(d)) / variance

    places = None
    if a.places is not None and b.places is not None:
        pairs = zip(a.places, b.places, strict=True)
        places = tuple(cast("float", correlation(c, d)) for c, d in pairs)
    signal = replace(
        mixed_spread(a, b),
        law=Law.gaussian(a.law.mean + sign * b.law.mean, variance),
        latent=node.output.number,
        rows=correlation(a.rows, b.rows),
        places=places,
    )
    return one(signal, lambda g: [summed_back(node, place, g, at) for place in (0, 1)])


def summed_back(
    node: Node, place: int, g: Gradient, at: Context, alike: float = 1.0
) -> Gradient | None:
    """The gradient of an input that a result repeats: what comes back to one number adds up."""
    kind, made = node.types[place], node.output.type
    if made.batched and not kind.batched:
        return None
    ratio = at.count(made) / at.count(kind)
    if ratio == 1:
        return g
    return g.times(ratio * (1 + (ratio - 1) * max(g.shared * alike, 0.0)))


def _product(node: Node, a: Signal, b: Signal, divides: bool, at: Context) -> Made:
    """Independent numbers: mean squares multiply, and so do E[x x']."""
    slope = 1.0
    if divides:
        made = response(lambda h: 1 / h, b.law)
        b, slope = applied(b, made), made.slope

    signal = multiplied(node, a, b)
    far_a, far_b = _alike(a), _alike(b)

    def back(g: Gradient) -> list[Gradient | None]:
        first = summed_back(
            node,
            0,
            g.times(b.square, b.inherited + b.own, doubt=b.doubt, shared=g.shared * far_b),
            at,
        )
        second = a.square * (slope if divides else 1.0)
        other = summed_back(
            node,
            1,
            g.times(second, a.inherited + a.own, doubt=a.doubt, shared=g.shared * far_a),
            at,
        )
        return [first, other]

    return one(signal, back)


def _alike(x: Signal) -> float:
    """How far the numbers of two places agree, E[x x'] / E x²."""
    far = x.at(2)
    return max(x.overlap(far), 0.0) / x.square if far is not None and x.square else 0.0


def multiplied(node: Node, a: Signal, b: Signal) -> Signal:
    """The product of independent signals."""
    mean = a.law.mean * b.law.mean
    variance = a.square * b.square - mean * mean

    def correlation(c: float | None, d: float | None) -> float | None:
        if c is None or d is None or variance <= 0:
            return None
        return max(min((a.overlap(c) * b.overlap(d) - mean * mean) / variance, 1.0), -1.0)

    places = None
    if a.places is not None and b.places is not None and variance > 0:
        pairs = zip(a.places, b.places, strict=True)
        places = tuple(cast("float", correlation(c, d)) for c, d in pairs)
    return replace(
        a,
        law=Law.gaussian(mean, max(variance, 0.0)),
        latent=node.output.number,
        rows=correlation(a.rows, b.rows),
        places=places,
        border=a.border or b.border,
        inherited=(sqrt(a.inherited) + sqrt(b.inherited)) ** 2,
        own=a.own + b.own,
        hidden=a.hidden + b.hidden,
        doubt=a.doubt + b.doubt,
    )


def _double(node: Node, a: Signal, b: Signal, at: Context) -> Made:
    """Any function of two independent numbers, by a double sum."""
    function = cast("Elementwise", node.op).number
    weights = [EVERY * w for w in WEIGHTS[COARSE]]
    first, second = a.law.numbers[COARSE], b.law.numbers[COARSE]
    mean = square = slope_a = slope_b = 0.0
    try:
        for v, x in zip(weights, first, strict=True):
            for w, y in zip(weights, second, strict=True):
                made = float(function(x, y))
                mean, square = mean + v * w * made, square + v * w * made * made
                slope_a += v * w * ((float(function(x + 1e-6, y)) - made) / 1e-6) ** 2
                slope_b += v * w * ((float(function(x, y + 1e-6)) - made) / 1e-6) ** 2
    except (ValueError, ArithmeticError):
        raise Unknown("a function that has no value for some of its inputs") from None
    signal = replace(
        mixed_spread(a, b),
        law=Law.gaussian(mean, max(square - mean * mean, 0.0)),
        latent=node.output.number,
        rows=None,
        places=None,
        doubt=a.doubt + b.doubt + FAIR,
    )

    def back(g: Gradient) -> list[Gradient | None]:
        return [
            summed_back(node, 0, g.times(slope_a, doubt=FAIR), at),
            summed_back(node, 1, g.times(slope_b, doubt=FAIR), at),
        ]

    return one(signal, back)


def where(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """A choice: exact where all hang on one latent, else as often as the condition holds."""
    chosen, a, b = inputs
    moving = [x for x in inputs if not x.law.fixed]
    share = min(max(chosen.law.mean, 0.0), 1.0)

    def back(g: Gradient) -> list[Gradient | None]:
        return [
            NONE,
            summed_back(node, 1, g.times(share), at),
            summed_back(node, 2, g.times(1 - share), at),
        ]

    if moving and len({x.latent for x in moving}) == 1:
        rows = zip(*(x.law.numbers for x in inputs), strict=True)
        law = Law.tabulated([x if c > 0.5 else y for c, x, y in rows])
        if law is not None:
            return one(
                replace(
                    mixed_spread(a, b),
                    law=law,
                    latent=moving[0].latent,
                    rows=moving[0].rows,
                    places=moving[0].places,
                ),
                back,
            )
    mean = share * a.law.mean + (1 - share) * b.law.mean
    square = share * a.square + (1 - share) * b.square
    signal = replace(
        mixed_spread(a, b),
        law=Law.gaussian(mean, max(square - mean * mean, 0.0)),
        latent=node.output.number,
        rows=None,
        places=None,
        doubt=a.doubt + b.doubt + FAIR,
    )
    return one(signal, back)


def joined(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """Values laid side by side: moments weighed by sizes, exactly."""
    counts = [at.count(kind) for kind in node.types]
    total = sum(counts)
    shares = [n / total for n in counts]
    mean = sum(s * x.law.mean for s, x in zip(shares, inputs, strict=True))
    square = sum(s * x.square for s, x in zip(shares, inputs, strict=True))
    variance = max(square - mean * mean, 0.0)

    def correlation(of: Callable[[Signal], float | None]) -> float | None:
        together = 0.0
        for share, x in zip(shares, inputs, strict=True):
            c = of(x)
            if c is None:
                return None
            together += share * x.overlap(c)
        return min((together - mean * mean) / variance, 1.0) if variance else 1.0

    first = inputs[0]
    places = None
    if all(x.places is not None for x in inputs):
        places = tuple(
            cast("float", correlation(lambda x, i=i: cast("tuple[float, ...]", x.places)[i]))  # type: ignore[misc]
            for i in range(len(SAME))
        )
    kurtosis = max(square, 1e-300)
    parts = [s * x.square / kurtosis for s, x in zip(shares, inputs, strict=True)]
    signal = replace(
        first,
        law=Law.gaussian(mean, variance),
        latent=node.output.number,
        rows=correlation(lambda x: x.rows),
        places=places,
        inherited=sum(p * sqrt(x.inherited) for p, x in zip(parts, inputs, strict=True)) ** 2,
        own=sum(p * p * x.own for p, x in zip(parts, inputs, strict=True)),
        hidden=sum(p * p * x.hidden for p, x in zip(parts, inputs, strict=True)),
        doubt=sum(p * sqrt(x.doubt) for p, x in zip(parts, inputs, strict=True)) ** 2,
        features=None if node.op.term() == "stack" else first.features,
        border=first.border if all(x.border == first.border for x in inputs) else None,
    )

    def back(g: Gradient) -> list[Gradient | None]:
        made = node.output.type.batched
        return [g if kind.batched or not made else None for kind in node.types]

    return one(signal, back)


CASES: dict[str, Case | Bearing] = {
    "arithmetic": arithmetic,
    "where": where,
    "concat": joined,
    "stack": joined,
}
