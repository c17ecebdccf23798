"""Where values come from: inputs, constants, parameters, draws, tables."""

from __future__ import annotations

from math import cos, inf, isfinite, pi, sin, sqrt
from typing import TYPE_CHECKING, cast

from tenet.analysis.moments.case import (
    Bearing,
    Case,
    Context,
    Made,
    Signals,
    Unknown,
    no_gradient,
)
from tenet.analysis.moments.law import NODES, Law, below
from tenet.analysis.moments.moment import Given
from tenet.analysis.moments.signal import APART, DISTANCES, NONE, SAME, Signal
from tenet.ir.graph import Node
from tenet.types.tensor import Interval, TensorType

if TYPE_CHECKING:
    from tenet.ops.position import Sinusoids
    from tenet.ops.sample import Uniform
    from tenet.ops.source import Constant, FullLike

PIXELS = 0.95
"""The correlation of neighbouring pixels that is assumed: that of natural images (Jain, 1989, sec. 2.11)."""
STEPS = 0.9
"""That of neighbouring places of a sequence of numbers."""


def input_(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """A field: as the data tells, as its range declares, or standardised."""
    kind, name = node.output.type, node.output.hint
    if not kind.dtype.is_float:
        raise Unknown("whole numbers, or what is true or false")
    given = at.given.get(name) or _declared(name, kind.range, at)
    places = APART
    if kind.rank >= 2:
        near = given.correlation
        if near is None:
            near = STEPS if kind.rank == 2 else PIXELS
            at.assume(
                f"neighbouring places of {name} correlated by {near}, those d apart by {near}^d"
            )
        places = (*(near**d for d in DISTANCES), 0.0)
    law = _law(given, kind.range)
    rows = 0.0 if kind.batched else 1.0
    signal = Signal(law, node.output.number, rows, places, patchy=law.kurtosis - 1)
    return Made((signal,), no_gradient)


def _law(given: Given, span: Interval) -> Law:
    """Uniform where mean and variance are those of a uniform law over the range; else Gaussian."""
    width = span.high - span.low
    middle = (span.low + span.high) / 2
    if isfinite(width) and (given.mean, given.variance) == (middle, width**2 / 12):
        made = Law.tabulated([span.low + width * below(u) for u in NODES])
        if made is not None:
            return made
    return Law.gaussian(given.mean, given.variance)


def _declared(name: str, span: Interval, at: Context) -> Given:
    """Uniform over a finite range; else standardised."""
    if isfinite(span.low) and isfinite(span.high):
        at.assume(f"{name} uniform over {span}")
        return Given((span.low + span.high) / 2, (span.high - span.low) ** 2 / 12)
    if span.low == 0 and span.high == inf:
        at.assume(f"{name} the size of a standard normal number")
        return Given(sqrt(2 / pi), 1 - 2 / pi)
    at.assume(f"{name} standardised: mean 0, variance 1")
    return Given(0.0, 1.0)


def constant(node: Node, inputs: Signals, at: Context) -> Made:
    """The same number everywhere."""
    number = float(cast("Constant | FullLike", node.op).value)
    law = Law(number, 0.0)
    return Made((Signal(law, node.output.number, 1.0, SAME),), lambda _: [NONE] * len(node.inputs))


def parameter(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """A tensor that starts as its initialiser says, the same for all rows."""
    mean, variance = at.weights(node, node.parameters[0])
    count = max(at.count(node.output.type), 1)
    law = Law.gaussian(mean, variance)
    own = (law.kurtosis - 1) / count
    places = APART if variance else SAME
    return Made((Signal(law, node.output.number, 1.0, places, own=own),), no_gradient)


def embedding(node: Node, inputs: Signals, at: Context) -> Made:
    """Rows of a table: two places agree where they hold one category, as likely as any."""
    table = node.parameters[0]
    mean, variance = at.weights(node, table)
    rows, features = map(at.size, table.shape)
    same = 1 / rows
    at.assume("categories are equally likely")
    law = Law.gaussian(mean, variance)
    own = (law.kurtosis - 1) / (features * min(rows, 64))
    places = (same,) * (len(DISTANCES) + 1)
    signal = Signal(
        law,
        node.output.number,
        same,
        places,
        own=own,
        doubt=at.open(TensorType(node.output.type.dtype, table.shape)),
    )
    return Made((signal,), lambda _: [NONE])


def one_hot(node: Node, inputs: Signals, at: Context) -> Made:
    """One place of n is 1: categories are assumed to be equally likely."""
    kind = node.output.type
    n = at.size(kind.shape[-1])
    at.assume("categories are equally likely")
    mean, variance = 1 / n, (1 - 1 / n) / n
    signal = Signal(
        Law.gaussian(mean, variance), node.output.number, 0.0, APART, doubt=at.open(kind)
    )
    return Made((signal,), lambda _: [NONE] * len(node.inputs))


def sinusoids(node: Node, inputs: Signals, at: Context) -> Made:
    """Waves: half of all sin² + cos² is the mean square, exactly; the mean by a sum over some."""
    length, features = at.shape(node.output.type)
    base = cast("Sinusoids", node.op).base
    waves = [
        base ** (-2 * i / features) for i in range(0, max(features // 2, 1), max(features // 64, 1))
    ]
    points = range(0, length, max(length // 32, 1))
    total = sum(sin(p * w) + cos(p * w) for p in points for w in waves)
    mean = total / (2 * len(waves) * len(points))
    variance = max(0.5 - mean * mean, 1e-12)

    def near(distance: int) -> float:
        overlap = sum(cos(distance * w) for w in waves) / (2 * len(waves))
        return max(min((overlap - mean * mean) / variance, 1.0), -1.0)

    places = (*map(near, DISTANCES), near(length // 2))
    law = Law.gaussian(mean, variance)
    return Made(
        (Signal(law, node.output.number, 1.0, places),), lambda _: [NONE] * len(node.inputs)
    )


def normal(node: Node, inputs: Signals, at: Context) -> Made:
    """Standard normal numbers, new for each row."""
    law = Law.gaussian(0.0, 1.0)
    return Made((Signal(law, node.output.number, 0.0, APART),), lambda _: [NONE] * len(node.inputs))


def uniform(node: Node, inputs: Signals, at: Context) -> Made:
    """Uniform numbers, new for each row."""
    op = cast("Uniform", node.op)
    low, high = op.low, op.high
    law = Law.gaussian((low + high) / 2, (high - low) ** 2 / 12)
    return Made((Signal(law, node.output.number, 0.0, APART),), lambda _: [NONE] * len(node.inputs))


CASES: dict[str, Case | Bearing] = {
    "input": input_,
    "constant": Bearing(constant),
    "full_like": Bearing(constant),
    "parameter": parameter,
    "tied": parameter,
    "embedding": Bearing(embedding),
    "one_hot": Bearing(one_hot),
    "sinusoids": Bearing(sinusoids),
    "normal": Bearing(normal),
    "uniform": Bearing(uniform),
}
