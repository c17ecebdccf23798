"""Several numbers to one: means, sums, largest ones, spreads, norms."""

from __future__ import annotations

from math import exp, log, prod, sqrt
from typing import TYPE_CHECKING, cast

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
from tenet.analysis.moments.law import Law
from tenet.analysis.moments.pooling import maximum, mean_correlation, selected
from tenet.analysis.moments.signal import APART, Gradient, Signal
from tenet.frozen import frozen, replace
from tenet.ir.graph import Node

if TYPE_CHECKING:
    from tenet.ops.cumulate import Cumsum
    from tenet.ops.reduction import Norm, Reduction, Spread


@frozen
class Along:
    """What is reduced.

    Attributes:
        units: how many different units.
        places: how many places along each other axis.
    """

    units: int
    places: tuple[int, ...]

    @property
    def count(self) -> int:
        """How many numbers become one."""
        return self.units * prod(self.places)


def along(node: Node, x: Signal, at: Context) -> Along:
    """What a reduction takes together."""
    kind = node.types[0]
    axes = cast("Reduction", node.op).along(kind)
    shape, unit = at.shape(kind), unit_axis(x, kind)
    places = tuple(shape[axis] for axis in axes if axis != unit)
    return Along(shape[unit] if unit in axes else 1, places)


def common(x: Signal, what: Along) -> float:
    """The mean correlation of two of the numbers, themselves included."""
    if not what.places:
        return 1 / what.units
    if x.places is None:
        raise Unknown("a mean over places of which it is not known what they have in common")
    return max(mean_correlation(x, what.places) / what.units, 1e-12)


def mean(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The mean: variances are multiplied by the mean correlation."""
    (x,) = inputs
    what = along(node, x, at)
    signal = _mean(node, x, what, 1.0, at)
    n = what.count
    return one(signal, lambda g: [g.times(1 / (n * n), shared=1.0 if what.places else g.shared)])


def sum_(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The sum: n times the mean."""
    (x,) = inputs
    what = along(node, x, at)
    signal = _mean(node, x, what, float(what.count), at)
    return one(signal, lambda g: [g.times(1.0, shared=1.0 if what.places else g.shared)])


def _mean(node: Node, x: Signal, what: Along, factor: float, at: Context) -> Signal:
    left = common(x, what)

    def correlation(c: float) -> float:
        share = x.law.correlated(c) / what.units
        return max(min(share / left, 1.0), -1.0)

    places = None
    if x.places is not None:
        places = APART if what.places else tuple(map(correlation, x.places))
    kind = Law.positive if node.output.type.range.low >= 0 else Law.gaussian
    law = kind(factor * x.law.mean, factor * factor * x.law.variance * left)
    # A mean that stands out from its spread is as sure as that of all units; a spread is of one.
    apart = law.variance / law.square if law.square else 0.0
    return replace(
        x,
        law=law,
        latent=node.output.number,
        rows=None if x.rows is None else correlation(x.rows),
        places=places,
        features=None,
        border=None,
        own=apart * min(x.own * what.units, 1.0) + (1 - apart) * x.own,
        doubt=x.doubt + at.open(node.types[0]) * (factor != 1 or bool(what.places)),
    )


def extreme(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The largest or the smallest: over places or over units, taken to be equally correlated."""
    (x,) = inputs
    what = along(node, x, at)
    turned = x if node.op.term() == "max" else replace(x, law=x.law.affine(-1.0, 0.0))
    if what.units > 1:
        turned = replace(turned, places=APART)
    made, tilt = maximum(node, turned, (what.count,), (1,), 1)
    if node.op.term() == "min":
        made = replace(made, law=made.law.affine(-1.0, 0.0))
    made = replace(made, places=APART, features=None, doubt=made.doubt + at.open(node.types[0]))
    if node.op.term() == "min" and tilt is not None:
        tilt = tilt[::-1]
    return one(made, lambda g: [selected(g, 1 / what.count, tilt)])


def variance(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """What is left of the variance without the mean; it hardly varies where many numbers enter."""
    (x,) = inputs
    what = along(node, x, at)
    left = x.law.variance * max(1 - common(x, what), 0.0)
    if cast("Spread", node.op).unbiased and what.count > 1:
        left *= what.count / (what.count - 1)
    few = what.units if what.units > 1 else max(what.count / 4, 1)
    around = min((x.law.kurtosis - 1) / few, 1.0)
    root = node.op.term() == "std"
    law = (
        Law.gaussian(sqrt(left), left * around / 4)
        if root
        else Law.gaussian(left, left * left * around)
    )
    signal = _told(node, x, law, at)
    n = what.count

    def back(g: Gradient) -> list[Gradient | None]:
        return [g.times((1 if root else 4 * left) / (n * n), doubt=FAIR, shared=0.0)]

    return one(signal, back)


def _told(node: Node, x: Signal, law: Law, at: Context) -> Signal:
    """A statistic of many numbers: what rows and places have in common of it is not known."""
    return Signal(
        law,
        node.output.number,
        None,
        None,
        inherited=x.inherited + x.own,
        doubt=x.doubt + FAIR + at.open(node.types[0]),
    )


def norm(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The root of a sum of squares."""
    (x,) = inputs
    if cast("Norm", node.op).p != 2:
        raise Unknown("a norm of another power than two")
    what = along(node, x, at)
    square = what.count * x.square
    around = min((x.law.kurtosis - 1) / (4 * max(what.units, what.count / 4)), 0.5)
    law = Law.gaussian(sqrt(square * (1 - around)), square * around)
    return one(_told(node, x, law, at), lambda g: [g.times(1 / what.count, doubt=FAIR, shared=0.0)])


def logsumexp(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """Log n + mean + v / 2, as long as the sum is of many: v < 2 log n (Derrida, 1981)."""
    (x,) = inputs
    what = along(node, x, at)
    n, v = what.count, x.law.variance
    freezes = 2 * log(max(n, 2))
    shift = log(n) + v / 2 if v < freezes else sqrt(2 * log(max(n, 2)) * v)
    around = min(exp(min(v, 50.0)) - 1, n) / n
    signal = replace(
        _told(node, x, Law.gaussian(x.law.mean + shift, around), at), doubt=x.doubt + ROUGH
    )
    share = exp(min(v, 50.0)) / (n - 1 + exp(min(v, 50.0)))
    return one(signal, lambda g: [g.times(share / n, doubt=ROUGH, shared=0.0)])


def cumsum(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The running sum: on the average over places, of half of them."""
    (x,) = inputs
    kind = node.types[0]
    axis = cast("Cumsum", node.op).along(kind)
    n = at.shape(kind)[axis]
    if axis == unit_axis(x, kind):
        alike = 0.0
    elif x.places is None:
        raise Unknown("a sum over places of which it is not known what they have in common")
    else:
        alike = x.law.correlated(x.places[2])
    # The means over places i = 1 … n of i, of i (i - 1), and of i².
    once, pairs, squares = (n + 1) / 2, (n * n - 1) / 3, (n + 1) * (2 * n + 1) / 6
    variance_ = x.law.variance * (once + pairs * alike) + x.law.mean**2 * (squares - once**2)
    law = Law.gaussian(x.law.mean * once, variance_)
    signal = Signal(
        law,
        node.output.number,
        x.rows,
        None,
        inherited=x.inherited,
        own=x.own,
        doubt=x.doubt + ROUGH + at.open(kind),
    )
    return one(signal, lambda g: [g.times(once, doubt=ROUGH)])


CASES: dict[str, Case | Bearing] = {
    "mean": mean,
    "sum": sum_,
    "max": extreme,
    "min": extreme,
    "variance": variance,
    "std": variance,
    "norm": norm,
    "logsumexp": logsumexp,
    "cumsum": cumsum,
}
