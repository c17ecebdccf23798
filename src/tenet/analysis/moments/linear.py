"""Linear maps with drawn weights: dense layers, convolutions, and those of them that are normed.

Of a number that sums over `taps` others, q' = taps Var(W) q + Var(b), exactly in expectation over the
weights; of two places or rows alike, so that correlations pass through (Poole et al., 2016, eq. 3).
Backward each number gets g' = (numbers out / numbers in) taps Var(W) g.
"""

from __future__ import annotations

from math import exp, prod
from typing import TYPE_CHECKING, cast

from tenet.analysis.moments.activations import level
from tenet.analysis.moments.case import FAIR, Bearing, Case, Context, Made, one, unit_axis
from tenet.analysis.moments.law import Law
from tenet.analysis.moments.signal import (
    APART,
    DISTANCES,
    SAME,
    Border,
    Gradient,
    Signal,
    mapped,
    profile_at,
)
from tenet.frozen import frozen, replace
from tenet.ir.graph import Node
from tenet.types.shape import spatial

if TYPE_CHECKING:
    from tenet.ops.conv import Conv
    from tenet.ops.conv_transpose import ConvTranspose
    from tenet.ops.depthwise_conv import DepthwiseConv
    from tenet.ops.reparametrised import Reparametrised
    from tenet.ops.window import Window

BATCH = 32
"""How many rows the mean square is taken over, at least: few rows tell less than many."""
LONGEST = 512
"""The largest axis whose border is followed place by place."""


@frozen
class Sum:
    """How each number of the output is summed.

    Attributes:
        taps: over how many numbers, on the average over places.
        weight: mean and variance of the weights.
        bias: mean and variance of what is added.
        units: how many channels the output has.
        ratio: how many numbers come out for each that goes in.
        inner: how many channels the input has.
        common: how much the numbers of one sum have in common, E c² over pairs.
        alike: the same over the places of one channel.
    """

    taps: float
    weight: tuple[float, float]
    bias: tuple[float, float]
    units: int
    ratio: float
    inner: int
    common: float = 0.0
    alike: float = 1.0


def summed(node: Node, x: Signal, how: Sum, at: Context) -> Signal:
    """The signal behind a linear map."""
    (centre, variance), (shift, around) = how.weight, how.bias
    mean = how.taps * centre * x.law.mean + shift
    drawn, fixed = how.taps * variance, how.taps * centre * centre
    latent = node.output.number
    at.gains[latent] = (drawn + fixed, around)
    # From here on the mean square over the units before is fixed: at the middle of its draws.
    drawn *= exp(-x.own / 2)
    total = drawn * x.square + fixed * x.law.variance + around
    if total <= 0:
        return Signal(Law(mean, 0.0), latent, 1.0, SAME)

    def correlation(c: float) -> float:
        made = drawn * x.overlap(c) + fixed * x.law.covariance(c) + around
        return max(min(made / total, 1.0), -1.0)

    rows = None if x.rows is None else correlation(x.rows)
    places = None if x.places is None else mapped(x.places, correlation)
    share = 1 - around / total
    alike = (
        1.0 if rows is None or places is None else max(rows, 0.0) ** 2 + _of_one_row(node, places)
    )
    return Signal(
        law=Law.gaussian(mean, total),
        latent=latent,
        rows=rows,
        places=places,
        inherited=(x.inherited + x.own) * share * share,
        own=2 * min(alike + how.common, 1.0) / how.units,
        uneven=(x.uneven + x.patchy * how.common) * share * share,
        scatter=_scattered(x, how, drawn / total),
        doubt=x.doubt * share * share,
    )


def _of_one_row(node: Node, places: tuple[float, ...]) -> float:
    """What pairs within one row add to the mean of c² over all pairs of a batch."""
    return (1.0 if node.output.type.rank <= 1 else places[2] ** 2) / BATCH


def _scattered(x: Signal, how: Sum, share: float) -> float:
    """How correlations of pairs of rows vary: of inputs as their numbers do, else as they did before."""
    if x.patchy:
        return how.common * (share * x.law.variance) ** 2
    if x.rows is None or not x.scatter:
        return 0.0
    steep = (x.law.covariance(x.rows + 0.01) - x.law.covariance(x.rows - 0.01)) / 0.02
    return x.scatter * min((steep * share) ** 2, 1.0) * how.alike


def before(how: Sum, gradient: Gradient) -> Gradient:
    """The gradient before a linear map.

    Of one vector the mean square over n units varies by 2 / n, of many by 2 / n E c² over pairs of
    them; and their c² grow by what is left, in n directions.
    """
    centre, variance = how.weight
    factor = how.ratio * how.taps * (variance + centre * centre)
    seen = max(how.ratio * how.taps / how.units, 1.0)
    alike = min(gradient.alike + gradient.masked / how.units, 1.0)
    alike *= 1 / seen + gradient.shared**2 * (1 - 1 / seen)
    made = gradient.times(factor, 2 * alike / how.inner)
    return replace(made, tilt=None, alike=alike + (1 - alike) ** 2 / how.inner, masked=0.0)


def dense(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """Each number sums over all features."""
    x, *wired = inputs
    features, units = at.size(node.types[0].shape[-1]), at.size(node.output.type.shape[-1])
    weight = (wired[0].law.mean, wired[0].law.variance) if wired else at.named(node, "weight")
    how = Sum(
        features, weight, at.named(node, "bias"), units, units / features, features, 1 / features
    )
    signal = summed(node, x, how, at)
    kind = node.types[0]
    if kind.rank > 2:
        signal = replace(signal, features=kind.rank - 1)
    if unit_axis(x, kind) != kind.rank - 1:
        # What were units are places now: nothing is in common but the mean.
        mixed = how.taps * weight[1] * x.law.mean**2 + how.bias[1]
        c = mixed / signal.law.variance if signal.law.variance else 1.0
        signal = replace(signal, places=tuple(c for _ in APART))

    def back(g: Gradient) -> list[Gradient | None]:
        return [before(how, g), *(None for _ in wired)]

    return one(signal, back)


def bilinear(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """Each number sums over all products of two numbers."""
    a, b = inputs
    first, second = (at.size(kind.shape[-1]) for kind in node.types)
    units = at.size(node.output.type.shape[-1])
    (centre, variance), (shift, around) = at.named(node, "weight"), at.named(node, "bias")
    factor = first * second * (variance + centre * centre)
    total = factor * a.square * b.square + around
    rows = None
    if a.rows is not None and b.rows is not None and total:
        rows = (factor * a.overlap(a.rows) * b.overlap(b.rows) + around) / total
    signal = Signal(
        Law.gaussian(first * second * centre * a.law.mean * b.law.mean + shift, total),
        node.output.number,
        rows,
        None,
        inherited=a.inherited + a.own + b.inherited + b.own,
        own=2 / units,
        doubt=a.doubt + b.doubt,
    )
    each = units * (variance + centre * centre)

    def back(g: Gradient) -> list[Gradient | None]:
        return [g.times(each * second * b.square), g.times(each * first * a.square)]

    return one(signal, back)


def convolved(node: Node, x: Signal, op: Conv, weight: tuple[float, float], at: Context) -> Made:
    """A convolution: borders count as zeros, and correlations of places pass through."""
    kind = at.bound(node.types[0])
    window = op.window(kind)
    inner = cast("int", window.layout.channels) // op.groups
    taps, border = bordered(x.border, window)
    alike = common_of(x, window.kernel, window.dilation)
    how = Sum(
        taps * inner,
        weight,
        at.named(node, "bias"),
        op.channels,
        at.count(node.output.type) / at.count(kind),
        inner * op.groups,
        alike / inner,
        alike,
    )
    signal = summed(node, _strided(x, window.stride), how, at)
    return one(replace(signal, border=border), lambda g: [before(how, g)])


def conv(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """A convolution."""
    return convolved(node, inputs[0], cast("Conv", node.op), at.named(node, "weight"), at)


def depthwise_conv(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """A convolution in as many groups as channels."""
    op = cast("DepthwiseConv", node.op).grouped(at.bound(node.types[0]))
    return convolved(node, inputs[0], op, at.named(node, "weight"), at)


def conv_transpose(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """A transposed convolution: on the average a place sums over C kernel / stride numbers."""
    (x,) = inputs
    op, kind = cast("ConvTranspose", node.op), at.bound(node.types[0])
    spread = op.spread(kind)
    inner = cast("int", spread.layout.channels) // op.groups
    before_, after = (
        prod(cast("tuple[int, ...]", spread.layout.places)),
        prod(cast("tuple[int, ...]", spatial(at.shape(node.output.type)).places)),
    )
    kept = 1.0
    for size, reach, padding in zip(
        spread.layout.places, spread.reach, spread.padding, strict=True
    ):
        kept *= max(1 - padding / (cast("int", size) * reach), 0.1)
    taps = inner * prod(spread.kernel) * before_ / after * kept
    how = Sum(
        taps,
        at.named(node, "weight"),
        at.named(node, "bias"),
        op.channels,
        at.count(node.output.type) / at.count(kind),
        inner * op.groups,
        common_of(x, spread.kernel, spread.dilation) / inner,
    )
    stretched = x
    if x.places is not None:
        stretch = max(spread.stride)
        places = tuple(profile_at(x.places, d / stretch) for d in DISTANCES)
        stretched = replace(x, places=(*places, x.places[-1]))
    signal = replace(summed(node, stretched, how, at), border=None, doubt=x.doubt + FAIR)
    return one(signal, lambda g: [before(how, g)])


def bordered(border: Border | None, window: Window) -> tuple[float, Border | None]:
    """How many places a window sees on the average, weighed by their mean square, and the new profile."""
    taps, axes, flat = 1.0, [], True
    for axis, size in enumerate(cast("tuple[int, ...]", window.layout.places)):
        old = border[axis] if border is not None and len(border) > axis else None
        if size > LONGEST or (old is None and not any(window.pads[axis])):
            taps *= window.kernel[axis]
            axes.append((1.0,) * cast("int", window.places[axis]))
            continue
        flat = False
        sums = _slid(old or (1.0,) * size, window, axis)
        taps *= sum(sums) / len(sums)
        axes.append(level(sums))
    return taps, None if flat else tuple(axes)


def _slid(values: tuple[float, ...], window: Window, axis: int) -> list[float]:
    """What each window sums up along one axis; beyond the edges are zeros."""
    kernel, stride, dilation = window.kernel[axis], window.stride[axis], window.dilation[axis]
    start, size = -window.pads[axis][0], len(values)
    return [
        sum(
            values[i]
            for i in range(start + p * stride, start + p * stride + kernel * dilation, dilation)
            if 0 <= i < size
        )
        for p in range(cast("int", window.places[axis]))
    ]


def _strided(x: Signal, stride: tuple[int, ...]) -> Signal:
    """The signal with places as far apart as a strided window sees them."""
    step = prod(stride) ** (1 / len(stride))
    if step == 1 or x.places is None:
        return replace(x, border=None)
    places = tuple(profile_at(x.places, step * d) for d in DISTANCES)
    return replace(x, places=(*places, x.places[-1]), border=None)


def common_of(x: Signal, kernel: tuple[int, ...], dilation: tuple[int, ...]) -> float:
    """E c² over pairs of places of a kernel: how far its sums are of fewer numbers than they count."""
    if x.places is None:
        return 1.0
    total = 1.0
    for size, spacing in zip(kernel, dilation, strict=True):
        pairs = [
            (size - d)
            * (1 if d == 0 else 2)
            * x.law.correlated(profile_at(x.places, d * spacing)) ** 2
            for d in range(size)
        ]
        total *= sum(pairs) / size**2
    return total


def reparametrised(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """A layer whose weights are normed: to rows of length 1, or by an estimate of the largest value."""
    layer = cast("Reparametrised", node.op).layer
    raw = next(
        p for p in node.parameters if len(p.shape) > 1 and p.path.rpartition(".")[2] != "original0"
    )
    height, *others = map(at.size, raw.shape)
    width = prod(others)
    mean, variance = at.weights(node, raw)
    square = mean * mean + variance
    if node.op.term() == "weight_norm":
        scale = 1 / (width * square) if square else 0.0
    else:
        # One step of the power iteration finds sqrt(tr (W Wᵀ)² / tr W Wᵀ) of a Gaussian matrix.
        scale = 1 / (square * (height + width)) if square else 0.0
    weight = (mean * scale**0.5, variance * scale)
    (x,) = inputs[:1]
    if layer.term() == "dense":
        how = Sum(width, weight, at.named(node, "bias"), height, height / width, width, 1 / width)
        return one(summed(node, x, how, at), lambda g: [before(how, g)])
    if layer.term() == "depthwise_conv":
        layer = cast("DepthwiseConv", layer).grouped(at.bound(node.types[0]))
    return convolved(node, x, cast("Conv", layer), weight, at)


CASES: dict[str, Case | Bearing] = {
    "dense": dense,
    "bilinear": bilinear,
    "conv": conv,
    "depthwise_conv": depthwise_conv,
    "conv_transpose": conv_transpose,
    "reparametrised": reparametrised,
}
