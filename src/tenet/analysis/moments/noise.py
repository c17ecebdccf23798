"""What is random while training: dropout and noise. Exact in mean and mean square."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tenet.analysis.moments.case import Bearing, Case, Context, Made, one
from tenet.analysis.moments.law import Law
from tenet.analysis.moments.signal import Signal
from tenet.frozen import replace
from tenet.ir.graph import Node

if TYPE_CHECKING:
    from tenet.ops.dropout import AlphaDropout, Forgetting
    from tenet.ops.noise import Noise


def widened(node: Node, x: Signal, mean: float, variance: float, kept: float) -> Signal:
    """The signal with another mean and variance, of which `kept` times what was is no noise."""

    def correlation(c: float | None) -> float | None:
        return None if c is None else kept * x.law.covariance(c) / variance if variance else c

    places = None
    if x.places is not None:
        places = tuple(cast("float", correlation(c)) for c in x.places)
    return replace(
        x,
        law=Law.gaussian(mean, variance),
        latent=node.output.number,
        rows=correlation(x.rows),
        places=places,
    )


def dropout(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The mean square is divided by 1 - p, the mean stays; so is the gradient's."""
    (x,) = inputs
    kept = 1 - cast("Forgetting", node.op).rate
    if kept == 1:
        return one(x, lambda g: [g])
    variance = x.square / kept - x.law.mean**2
    return one(widened(node, x, x.law.mean, variance, 1.0), lambda g: [g.times(1 / kept)])


def alpha_dropout(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """Forgotten numbers take a floor, and an affine map follows."""
    (x,) = inputs
    op = cast("AlphaDropout", node.op)
    kept, (scale, shift) = 1 - op.rate, op.affine
    if kept == 1:
        return one(x, lambda g: [g])
    floor = -shift / (scale * op.rate)
    mean = kept * x.law.mean + op.rate * floor
    square = kept * x.square + op.rate * floor * floor
    variance = scale * scale * (square - mean * mean)
    signal = widened(node, x, scale * mean + shift, variance, (kept * scale) ** 2)
    return one(signal, lambda g: [g.times(kept * scale * scale)])


def noise(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The variance of the noise is added."""
    (x,) = inputs
    variance = x.law.variance + cast("Noise", node.op).std ** 2
    return one(widened(node, x, x.law.mean, variance, 1.0), lambda g: [g])


CASES: dict[str, Case | Bearing] = {
    "forgetting": dropout,
    "alpha_dropout": alpha_dropout,
    "noise": noise,
}
