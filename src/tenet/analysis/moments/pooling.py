"""Pooling and resizing: what becomes of numbers that have something in common.

The mean of m numbers of variance v has the variance v (1 + (m - 1) c) / m for their mean correlation c.
The largest of m is that of m normal latents with a common part, by an integral over what they have in
common (Owen and Steck, 1962).
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cache
from math import exp, prod, sqrt
from typing import TYPE_CHECKING, cast

from tenet.analysis.moments.case import FAIR, Bearing, Case, Context, Made, Unknown, one
from tenet.analysis.moments.law import NODES, STEP, WEIGHTS, Law, below, mean_of
from tenet.analysis.moments.signal import DISTANCES, Gradient, Signal, gaussian, profile_at
from tenet.frozen import replace
from tenet.ir.graph import Node
from tenet.types.shape import layout

if TYPE_CHECKING:
    from tenet.ops.pool import AdaptivePool, AvgPool, MaxPool, Pool
    from tenet.ops.resize import Resize

POOLED = 0.03
"""The doubt of a largest number: places are taken to be equally correlated, which they are not."""
COMMON = 0.65
"""How often windows that overlap have their largest number in common, for each place shared."""
EXACTLY = 8
"""Up to which size the distances within a window are counted one by one."""


@cache
def distances(size: int) -> tuple[tuple[float, float], ...]:
    """How far two places of an axis are apart, and how often; far ones in classes of powers of two."""
    counts: dict[float, float] = {0: 1 / size}
    for d in range(1, size):
        at = d if size <= EXACTLY else 2 ** (d.bit_length() - 1) * 1.4 if d > 2 else d
        counts[at] = counts.get(at, 0.0) + 2 * (size - d) / size**2
    return tuple(counts.items())


def mean_correlation(x: Signal, sizes: tuple[int, ...], spacing: tuple[int, ...] = ()) -> float:
    """The mean correlation of two numbers of one channel within a window, themselves included."""
    assert x.places is not None
    places = tuple(map(x.law.correlated, x.places))
    return _mean(places, sizes, spacing or (1,) * len(sizes))


def _mean(places: tuple[float, ...], sizes: tuple[int, ...], spacing: tuple[int, ...]) -> float:
    apart = {0.0: 1.0}
    for size, step in zip(sizes, spacing, strict=True):
        sums: dict[float, float] = {}
        for far, share in apart.items():
            for d, part in distances(size):
                sums[far + step * d] = sums.get(far + step * d, 0.0) + share * part
        apart = sums
    return sum(share * profile_at(places, far) for far, share in apart.items())


def averaged(node: Node, x: Signal, window: tuple[int, ...], stride: float, at: Context) -> Signal:
    """The mean over windows."""
    if x.places is None:
        raise Unknown("a mean over places of which it is not known what they have in common")
    factor = max(mean_correlation(x, window), 1e-12)
    reach = sum(size - 1 for size in window) / 3

    def correlation(c: float | None) -> float | None:
        return None if c is None else min(max(x.law.correlated(c), 0.0) / factor, 1.0)

    places = tuple(
        min(x.law.correlated(profile_at(x.places, max(stride * d, reach))) / factor, 1.0)
        for d in DISTANCES
    )
    far = min(x.law.correlated(x.places[-1]) / factor, 1.0)
    return gaussian(
        x.law.mean,
        x.law.variance * factor,
        node.output.number,
        correlation(x.rows),
        (*places, far),
        like=x,
    )


def backward(g: Gradient, ratio: float, size: float, steps: float) -> Gradient:
    """The gradient before a mean over so many numbers: windows side by side add up."""
    overlapping = max(ratio * size, 1.0)
    together = 1 + (overlapping - 1) * g.shared
    shared = max(g.shared, 1 - 1 / size if ratio * size <= 1.5 else 0.5)
    return g.times(ratio / size * together, doubt=POOLED, shared=shared)


def avg_pool(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The mean of each window."""
    (x,) = inputs
    op, kind = cast("AvgPool", node.op), at.bound(node.types[0])
    window = op.window(kind)
    signal = averaged(node, x, window.kernel, _step(window.stride), at)
    if op.count_padding and any(any(pad) for pad in window.pads):
        signal = replace(signal, doubt=signal.doubt + FAIR)
    ratio = at.count(node.output.type) / at.count(kind)
    size = prod(window.kernel)
    signal = replace(signal, border=None)
    return one(signal, lambda g: [backward(g, ratio, size, _step(window.stride))])


def _step(stride: tuple[int, ...]) -> float:
    step: float = float(prod(stride)) ** (1 / len(stride))
    return step


def global_avg_pool(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The mean over all places."""
    (x,) = inputs
    sizes = tuple(map(at.size, layout(at.shape(node.types[0])).places))
    signal = averaged(node, x, sizes, 1, at)
    doubt = signal.doubt + at.open(node.types[0])
    signal = replace(signal, places=(0.0,) * (len(DISTANCES) + 1), border=None, doubt=doubt)
    size = prod(sizes)
    return one(signal, lambda g: [g.times(1 / size**2, shared=1.0)])


def adaptive_avg_pool(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The mean of windows side by side."""
    (x,) = inputs
    window = cast("AdaptivePool", node.op).window(at.bound(node.types[0]))
    signal = averaged(node, x, window.kernel, _step(window.stride), at)
    size = prod(window.kernel)
    return one(replace(signal, border=None), lambda g: [backward(g, 1 / size, size, 1)])


@cache
def largest(count: int, common: float) -> tuple[float, ...]:
    """The largest of so many latents with a common part, at the nodes of its own latent.

    F(x) = E_t Φ((x - sqrt(c) t) / sqrt(1 - c))^m, inverted at Φ(u).
    """
    part, own = sqrt(common), sqrt(max(1 - common, 1e-9))
    # Every third node from the second on: these lie evenly on both sides of zero.
    inner = tuple(zip(NODES[2::3], [3 * w for w in WEIGHTS[2::3]], strict=True))
    points = [x / 8 for x in range(-64, 65)]
    chances = [sum(w * below((x - part * t) / own) ** count for t, w in inner) for x in points]
    found = []
    for u in NODES:
        wanted = below(u)
        place = min(max(bisect_left(chances, wanted), 1), len(points) - 1)
        low, high = chances[place - 1], chances[place]
        share = (wanted - low) / (high - low) if high > low else 0.5
        found.append(
            points[place - 1] + min(max(share, 0.0), 1.0) * (points[place] - points[place - 1])
        )
    return tuple(found)


def tilt_of(latents: tuple[float, ...]) -> tuple[float, ...]:
    """How much likelier a latent is among the largest than among all: the ratio of densities."""
    found = []
    place = 0
    for u in NODES:
        while place < len(latents) - 2 and latents[place + 1] < u:
            place += 1
        step = latents[place + 1] - latents[place]
        # Latents are those of equally spaced nodes: dΦ(node) / dM over φ(M).
        middle = (NODES[place] + NODES[place + 1]) / 2
        ratio = exp((u * u - middle * middle) / 2) * STEP / step if step > 1e-9 else 0.0
        inside = latents[0] <= u <= latents[-1]
        found.append(ratio if inside else 0.0)
    total = mean_of(found)
    return tuple(t / total for t in found) if total > 0 else (1.0,) * len(NODES)


def through(law: Law, latents: tuple[float, ...]) -> Law:
    """The law of h where its latent is another one: h is taken between nodes."""
    if law.table is None:
        return Law.tabulated([law.mean + abs(law.scale) * u for u in latents]) or law
    table = law.table if law.table[-1] >= law.table[0] else law.table[::-1]
    step = NODES[1] - NODES[0]
    numbers = []
    for u in latents:
        place = min(max((u - NODES[0]) / step, 0.0), len(table) - 1.001)
        low = int(place)
        numbers.append(table[low] + (place - low) * (table[low + 1] - table[low]))
    return Law.tabulated(numbers) or law


def maximum(
    node: Node, x: Signal, window: tuple[int, ...], spacing: tuple[int, ...], stride: float
) -> tuple[Signal, tuple[float, ...] | None]:
    """The largest number of each window, and how much likelier it is to be it by its latent."""
    if x.places is None:
        raise Unknown("the largest of numbers of which it is not known what they have in common")
    count = prod(window)
    if count == 1 or x.law.fixed:
        return replace(x, border=None), None
    inner = _mean(x.places, window, spacing)
    common = min(max((inner * count - 1) / (count - 1), 0.0), 1.0)
    latents = largest(min(count, 4096), round(common, 2))
    mean = mean_of(latents)
    variance = max(mean_of([(u - mean) ** 2 for u in latents]), 1e-9)

    def correlation(c: float | None) -> float | None:
        return None if c is None else max(min(c / variance, 1.0), -1.0)

    reach = sum(size - 1 for size in window) / 3
    places = [profile_at(x.places, max(stride * d, reach)) for d in DISTANCES]
    made = replace(
        x,
        law=through(x.law, latents),
        latent=node.output.number,
        rows=correlation(x.rows),
        places=tuple(min(c / variance, 1.0) for c in (*places, x.places[-1])),
        border=None,
        doubt=x.doubt + POOLED,
    )
    return made, tilt_of(latents)


def selected(
    gradient: Gradient, ratio: float, tilt: tuple[float, ...] | None, size: float = 1.0
) -> Gradient:
    """The gradient before a largest number: to that alone.

    Windows that overlap find one number in about two of three places that they share.
    """
    again = 1 + max(size * ratio - 1, 0.0) * COMMON * gradient.shared
    shared = gradient.shared * ratio
    doubt = gradient.doubt + (2 * POOLED if tilt is not None else 0.0)
    square = gradient.square * ratio * again
    return replace(gradient, square=square, shared=shared, tilt=tilt, doubt=doubt)


def max_pool(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The largest of each window."""
    (x,) = inputs
    kind = at.bound(node.types[0])
    window = cast("MaxPool", node.op).window(kind)
    signal, tilt = maximum(node, x, window.kernel, window.dilation, _step(window.stride))
    ratio = at.count(node.output.type) / at.count(kind)
    return one(signal, lambda g: [selected(g, ratio, tilt, prod(window.kernel))])


def global_max_pool(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The largest of all places."""
    (x,) = inputs
    sizes = tuple(map(at.size, layout(at.shape(node.types[0])).places))
    signal, tilt = maximum(node, x, sizes, (1,) * len(sizes), 1)
    doubt = signal.doubt + at.open(node.types[0])
    signal = replace(signal, places=(0.0,) * (len(DISTANCES) + 1), doubt=doubt)
    return one(signal, lambda g: [selected(g, 1 / prod(sizes), tilt)])


def adaptive_max_pool(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The largest of windows side by side."""
    (x,) = inputs
    window = cast("AdaptivePool", node.op).window(at.bound(node.types[0]))
    ones = (1,) * len(window.kernel)
    signal, tilt = maximum(node, x, window.kernel, ones, _step(window.stride))
    return one(signal, lambda g: [selected(g, 1 / prod(window.kernel), tilt)])


def l2_pool(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The root of a sum of squares: its mean square is exact, how it varies is not."""
    (x,) = inputs
    kind = at.bound(node.types[0])
    window = cast("Pool", node.op).window(kind)
    size = prod(window.kernel)
    square = size * x.square
    # Of independent squares the root of the mean varies by (kurtosis - 1) / 4 m.
    variance = square * min((x.law.kurtosis - 1) / (4 * size), 0.5)
    mean = sqrt(square - variance)
    signal = gaussian(mean, variance, node.output.number, x.rows, x.places, like=x)
    ratio = at.count(node.output.type) / at.count(kind)
    signal = replace(signal, border=None, doubt=x.doubt + FAIR)
    return one(signal, lambda g: [g.times(ratio, doubt=FAIR)])


def resize(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """More or fewer places: nearest ones repeat, linear ones are means of two along each axis."""
    (x,) = inputs
    op, kind = cast("Resize", node.op), at.bound(node.types[0])
    before = tuple(map(at.size, layout(kind.shape).places))
    after = tuple(map(at.size, layout(at.shape(node.output.type)).places))
    scale = (prod(after) / prod(before)) ** (1 / len(before))
    if x.places is None:
        raise Unknown("another size of what it is not known how its places agree")
    factor = 1.0
    if op.mode == "linear":
        near = x.law.correlated(x.places[0])
        for old, new in zip(before, after, strict=True):
            factor *= _between(old, new, near)
    places = tuple(profile_at(x.places, d / scale) for d in DISTANCES)
    signal = replace(x, latent=node.output.number, places=(*places, x.places[-1]), border=None)
    if factor != 1:
        law = Law.gaussian(x.law.mean, x.law.variance * factor)
        rows = None if x.rows is None else min(x.law.correlated(x.rows) / factor, 1.0)
        signal = replace(signal, law=law, rows=rows, doubt=x.doubt + FAIR)
    ratio = prod(after) / prod(before)
    # A place that is repeated adds up what comes back to it.
    return one(signal, lambda g: [g.times(ratio * factor * (1 + (max(ratio, 1.0) - 1) * g.shared))])


def _between(old: int, new: int, near: float) -> float:
    """The variance of linear means of neighbours, over the places of the new axis."""
    total = 0.0
    for place in range(min(new, 64)):
        at = (place + 0.5) * old / new - 0.5
        t = at - int(at) if at > 0 else 0.0
        total += (1 - t) ** 2 + t * t + 2 * t * (1 - t) * near
    return total / min(new, 64)


CASES: dict[str, Case | Bearing] = {
    "max_pool": max_pool,
    "avg_pool": avg_pool,
    "l2_pool": l2_pool,
    "global_avg_pool": global_avg_pool,
    "global_max_pool": global_max_pool,
    "adaptive_avg_pool": adaptive_avg_pool,
    "adaptive_max_pool": adaptive_max_pool,
    "resize": resize,
}
