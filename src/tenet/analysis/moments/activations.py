"""Activations, and all other functions of each number by itself.

The mean square is E f(h)², the correlation map the dual of f, the gradient's factor E f'(h)²
(Poole et al., 2016; Schoenholz et al., 2017), each by quadrature over the law of the input.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf, isfinite, log, prod, sqrt
from operator import mul
from typing import TYPE_CHECKING, cast

from tenet.analysis.moments.case import FAIR, Bearing, Case, Context, Made, Unknown, one
from tenet.analysis.moments.law import NODES, Law, mean_of, never_above
from tenet.analysis.moments.moment import Unit
from tenet.analysis.moments.signal import Border, Gradient, Signal
from tenet.analysis.moments.slopes import squares_of
from tenet.frozen import frozen, replace
from tenet.ir.graph import Node
from tenet.types.shape import layout

if TYPE_CHECKING:
    from tenet.ops.elementwise import Function
    from tenet.ops.rrelu import Rrelu
    from tenet.ops.saturation import HardTanh

FLAT: dict[str, tuple[float, float]] = {
    "sigmoid": (-5.0, 5.0),
    "tanh": (-5.0, 5.0),
    "log_sigmoid": (-inf, 5.0),
    "hard_sigmoid": (-3.0, 3.0),
    "relu6": (-inf, 6.0),
}
"""Between what preactivations an activation is not saturated; |x| > 5 counts as DeepDiagnosis does."""
EDGE, SIDES = 0.3, 9
"""How far sums over windows at different sides and corners agree, which share 1 to 6 of 9 weights, and
how many kinds of windows there are."""
CLOSED: dict[str, float] = {"relu": 0.0, "relu6": 0.0, "hard_swish": -3.0, "reglu": 0.0}
"""The preactivation up to which an activation is flat: units that never pass it are dead."""


LARGEST = 1e6
"""Where a variance of a logarithm says nothing any more."""
SMALL = 0.3
"""Up to which relative variance an expansion to the second order is trusted."""
HOMOGENEOUS = frozenset({"relu", "leaky_relu", "prelu", "rrelu"})
"""Those for which f(a h) = a f(h), so that one response does for all scales."""


@frozen
class Response:
    """What a function makes of a law.

    Attributes:
        law: of what it gives.
        slope: E f'².
        uneven: E f'⁴ / (E f'²)².
        damping: d log E f² / d log of the input's scale squared.
        turning: d log E f'² / d log of the same.
        slopes: the law of f', for gradients that places share.
        squares: f'² at the nodes, for gradients that come to some numbers alone.
    """

    law: Law
    slope: float
    uneven: float
    damping: float
    turning: float
    slopes: Law | None
    squares: tuple[float, ...] | None = None


def response(function: Callable[[float], float], law: Law) -> Response:
    """What a function makes of the numbers of a law.

    Raises:
        Unknown: it has no value at some of them, or no finite mean square.
    """

    def derivative(h: float) -> float:
        push = 1e-6 * max(1.0, abs(h))
        return (float(function(h + push)) - float(function(h))) / push

    try:
        numbers = [float(function(h)) for h in law.numbers]
        derivatives = [derivative(h) for h in law.numbers]
        squares = squares_of(derivative, law, derivatives)
    except (ValueError, ArithmeticError):
        raise Unknown("a function that has no value for some of its inputs") from None
    made = Law.tabulated(numbers)
    if made is None or not isfinite(made.square):
        raise Unknown("a function whose mean square diverges")
    return _response(law, made, numbers, derivatives, squares)


def _response(
    law: Law,
    made: Law,
    numbers: list[float],
    derivatives: list[float],
    squares: tuple[float, ...],
) -> Response:
    slope = mean_of(squares)
    square = made.square
    uneven = mean_of([s * s for s in squares]) / (slope * slope) if slope else 1.0
    damping = turning = 0.0
    if square and law.square:
        pairs = zip(numbers, derivatives, law.numbers, strict=True)
        damping = mean_of([f * d * h for f, d, h in pairs]) / square
    if slope and law.scale:
        # The score of a Gaussian: d E F(h) / d log v = E F(h) (u² - 1) / 2.
        scores = [s * (u * u - 1) / 2 for s, u in zip(squares, NODES, strict=True)]
        turning = mean_of(scores) / slope
    return Response(
        made,
        slope,
        uneven,
        min(max(damping, 0.0), 2.0),
        turning,
        Law.tabulated(derivatives),
        squares,
    )


def linear_response(law: Law, factor: float, offset: float) -> Response:
    """What factor h + offset makes: a Gaussian stays one."""
    made = law.affine(factor, offset)
    damping = factor * factor * law.square / made.square if made.square else 0.0
    slopes = Law(factor, 0.0)
    return Response(made, factor * factor, 1.0, min(damping, 2.0), 0.0, slopes)


def remembered(at: Context, key: object, law: Law, make: Callable[[], Response]) -> Response:
    """A response that was computed before, where a Gaussian of the same numbers was."""
    if law.table is not None:
        return make()
    case = (key, float(f"{law.mean:.9g}"), float(f"{law.scale:.9g}"))
    known = at.laws.get(case)
    if known is None:
        known = at.laws[case] = make()
    return cast("Response", known)


def scaled(made: Response, factor: float) -> Response:
    """The response of a function for which f(a h) = a f(h)."""
    return replace(made, law=made.law.affine(factor, 0.0))


def applied(x: Signal, made: Response) -> Signal:
    """The signal behind a function of each number."""
    share = (made.law.kurtosis - 1) / max(x.law.kurtosis - 1, 1e-9) if x.own + x.hidden else 0.0
    squared = made.damping**2
    # E f(q) of a mean square that varies, for f(q) = q^d.
    bend = made.damping * (made.damping - 1) / 2
    factor = 1 + bend * min(x.uneven, SMALL)
    border, mean = bent(x.border, made.damping)
    factor *= mean
    return replace(
        x,
        law=made.law if abs(factor - 1) < 1e-6 else made.law.affine(sqrt(factor), 0.0),
        border=border,
        uneven=min(x.uneven * squared, 1.0),
        inherited=min(x.inherited * squared, LARGEST),
        own=min((x.own + x.hidden) * min(share, 50.0), 1.0) if not x.law.fixed else 0.0,
        hidden=0.0,
        doubt=min(x.doubt * squared, LARGEST),
    )


def beyond(x: Signal) -> float:
    """The doubt where rows differ so much that a few of them carry the mean square."""
    return x.uneven**2 / 2


def bent(border: Border | None, power: float) -> tuple[Border | None, float]:
    """How the mean square varies over the places behind a function, and its mean."""
    if border is None or power == 1:
        return border, 1.0
    axes = [[b**power for b in axis] for axis in border]
    return tuple(map(level, axes)), prod(sum(axis) / len(axis) for axis in axes)


def level(axis: list[float]) -> tuple[float, ...]:
    """A profile with a mean of 1."""
    mean = sum(axis) / len(axis)
    return tuple(b / mean for b in axis) if mean else tuple(axis)


def behind(x: Signal, made: Response, gradient: Gradient) -> Gradient:
    """The gradient before a function of each number."""
    shared = gradient.shared
    if shared and x.places is not None and made.slopes is not None and made.slope:
        far = made.slopes.mean**2 + made.slopes.covariance(x.places[-1])
        shared *= max(min(far / made.slope, 1.0), 0.0)
    own = (made.uneven - 1) / 2 * x.own
    turned = made.turning**2
    slope = made.slope
    if gradient.tilt is not None and made.squares is not None:
        slope = mean_of(map(mul, gradient.tilt, made.squares))
    through = gradient.times(slope, own, doubt=turned * (x.doubt + beyond(x)), shared=shared)
    through = through.leaning(made.turning, min(x.uneven, SMALL), x.inherited)
    kept, added = masked(x, made)
    return replace(through, alike=gradient.alike * kept, masked=gradient.masked + added)


def masked(x: Signal, made: Response) -> tuple[float, float]:
    """What f' leaves of E c², for gradients of two rows, and what it adds for each unit.

    With m = f'(h) f'(h') / E f'²: (E m)², and Var m, of which E m² is 1 for rows that have nothing in
    common and E f'⁴ / (E f'²)² for rows alike.
    """
    c = 1.0 if x.rows is None else max(x.rows, 0.0)
    common = made.slopes.mean**2 if made.slopes is not None else made.slope
    kept = min(c + (1 - c) * common / made.slope, 1.0) ** 2 if made.slope else 1.0
    return kept, max(1 + (made.uneven - 1) * c * c - kept, 0.0)


def pointwise(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """A function of each number by itself."""
    (x,) = inputs
    op = cast("Function", node.op)
    key = (type(op), *vars(op).values())
    try:
        return activated(node, x, key, op.number, at)
    except Unknown:
        # A Gaussian law reaches where the numbers, such as sums of squares, do not.
        span = node.types[0].range
        kept = x.law.within(span.low, span.high)
        if kept is None:
            raise
    return activated(node, replace(x, law=kept, doubt=x.doubt + FAIR), key, op.number, at)


def activated(
    node: Node, x: Signal, key: object, function: Callable[[float], float], at: Context
) -> Made:
    """A function of each number, which is known by a key."""
    if node.op.term() in HOMOGENEOUS and x.law.table is None and x.law.mean == 0 and x.law.scale:
        unit = Law(0.0, 1.0)
        made = remembered(at, key, unit, lambda: response(function, unit))
        made = scaled(made, abs(x.law.scale))
    else:
        made = remembered(at, key, x.law, lambda: response(function, x.law))
    return one(applied(x, made), lambda g: [behind(x, made, g)], unit_of(node, x, made, at))


def unit_of(node: Node, x: Signal, made: Response, at: Context) -> Unit:
    """What is predicted of an activation."""
    name = node.op.term()
    if node.op.feeds is None:
        return Unit()
    saturated = dead = None
    span = flat(node)
    if span is not None:
        saturated = x.law.beyond(*span)
    if name in CLOSED and x.rows is not None and x.law.table is None:
        dead = never_above(x.law, max(x.rows, 0.0), CLOSED[name], samples(node, x, at))
        if x.border is not None:
            # Zeros around show a unit more: sides and corners, where fewer weights count.
            dead = min(dead, never_above(x.law, min(max(x.rows, 0.0), EDGE), CLOSED[name], SIDES))
    chi, xi = depth_scale(x, made, at)
    return Unit(dead, saturated, chi, xi)


def flat(node: Node) -> tuple[float, float] | None:
    """Between what preactivations an activation is not saturated."""
    if node.op.term() == "hard_tanh":
        ends = cast("HardTanh", node.op)
        return ends.low, ends.high
    return FLAT.get(node.op.term())


def samples(node: Node, x: Signal, at: Context) -> float:
    """How many independent tries a unit has: rows, times places as far as they are not alike."""
    kind = node.output.type
    if not kind.rank:
        return at.samples
    channels = at.size(layout(kind.shape).channels) if kind.rank <= 4 else 1
    places = at.count(kind) / channels
    alike = max(x.at(4) or 0.0, 0.0)
    return at.samples * places / (1 + (places - 1) * alike)


def depth_scale(x: Signal, made: Response, at: Context) -> tuple[float | None, float | None]:
    """Chi = fan-in Var(W) E φ'², and xi = -1 / ln of the slope of the correlation map where it rests.

    The map is c -> (gain E[φ φ'](c) + Var(b)) / q (Schoenholz et al., 2017, eq. 5 and 9).
    """
    gain, bias = at.gains.get(x.latent, (0.0, 0.0))
    if not gain or not x.law.variance or x.law.table is not None:
        return None, None
    chi = gain * made.slope
    total = gain * made.law.square + bias
    ordered = chi <= 1 + 1e-9
    c = 1.0 if ordered else max(x.rows or 0.5, 0.0)
    if not ordered:
        for _ in range(30):
            c = (gain * (made.law.mean**2 + made.law.covariance(c)) + bias) / total
    step = 1e-3
    slope = chi * x.law.variance / total
    if not ordered:
        slope = gain * (made.law.covariance(c) - made.law.covariance(c - step)) / step / total
    xi = inf if slope >= 1 else -1 / log(slope) if slope > 0 else 0.0
    return chi, xi


def prelu(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """A rectifier whose slopes are parameters."""
    (x,) = inputs
    mean, variance = at.weights(node, node.parameters[0])
    slope = (mean * mean + variance) ** 0.5
    return activated(node, x, ("leaky", slope), lambda h: h if h > 0 else slope * h, at)


def rrelu(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """A rectifier whose slope is drawn: its mean square is that of a root mean square slope."""
    (x,) = inputs
    op = cast("Rrelu", node.op)
    low, high = op.low, op.high
    slope = ((low * low + low * high + high * high) / 3) ** 0.5
    return activated(node, x, ("leaky", slope), lambda h: h if h > 0 else slope * h, at)


def identity(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The numbers as they are: element types change nothing."""
    x = inputs[0]
    return one(x, lambda g: [g])


CASES: dict[str, Case | Bearing] = {
    "function": pointwise,
    "prelu": prelu,
    "rrelu": rrelu,
    "cast": identity,
}
__all__ = ["CASES"]
