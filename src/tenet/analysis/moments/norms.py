"""Norms: mean 0 and variance 1 exactly, whatever comes, up to `eps`; backward they divide by the deviation.

The mean that is subtracted is one over rows (batch norm), features (layer norm) or places and
channels (group and instance norm): what the numbers have in common goes (Yang et al., 2019).
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, cast

from tenet.analysis.moments.case import (
    FAIR,
    Bearing,
    Case,
    Context,
    Gradients,
    Made,
    Signals,
    Unknown,
    unit_axis,
)
from tenet.analysis.moments.law import Law
from tenet.analysis.moments.pooling import mean_correlation
from tenet.analysis.moments.signal import Signal, mapped
from tenet.frozen import replace
from tenet.ir.graph import Node
from tenet.types.shape import layout

if TYPE_CHECKING:
    from tenet.ops.group_norm import GroupNorm, InstanceNorm
    from tenet.ops.local_response_norm import LocalResponseNorm
    from tenet.ops.norm import BatchNorm, LayerNorm, RmsNorm

    Normed = BatchNorm | LayerNorm | RmsNorm | GroupNorm | InstanceNorm

HIDDEN = 0.6
"""What stays of the spread of the mean square of a ReLU where that of its input is fixed: 3 of 5 / n."""
SMALL = 0.3
"""Up to which relative variance an expansion to the second order is trusted."""


def normed(node: Node, x: Signal | None, common: float | None, kept: float, at: Context) -> Made:
    """A norm that subtracts the mean of numbers that have `common` in common, and divides by what is left.

    `kept` is the share of a gradient that mean and deviation let through.
    """
    mean, spread, shift = _affine(node, at)
    factor = mean * mean + spread
    if x is None or common is None:
        return _of_unknown(node, factor, shift)
    left = x.law.variance * max(1 - common, 0.0)
    uneven = min(x.uneven, 0.1) if node.op.term() == "batch_norm" else 0.0
    eps = cast("Normed", node.op).eps
    ratio = left / (left + eps)
    law = Law.gaussian(shift, factor * ratio)
    if x.law.table is not None and common < 0.5 and not spread:
        scale = mean * (ratio / x.law.variance) ** 0.5 if x.law.variance else 0.0
        law = x.law.affine(scale, shift - scale * x.law.mean)

    apart = _apart(x, common) if x.rows is not None else 0.0

    def centred(c: float) -> float:
        return max(min((x.law.correlated(c) - common) / max(1 - common, 1e-9), 1.0), -1.0)

    signal = Signal(
        law=law,
        latent=at.latent("norm", node.layer, x.latent) if not common else node.output.number,
        rows=None if x.rows is None else centred(x.rows),
        places=None if x.places is None else mapped(x.places, centred),
        border=x.border,
        inherited=x.inherited * (1 - ratio),
        uneven=uneven,
        scatter=apart,
        hidden=HIDDEN * (x.own + x.hidden),
    )
    through = factor * kept / (left + eps)
    if node.op.term() == "batch_norm":
        # A unit's variance is a mean over the directions of inputs: E 1 / v of that.
        through /= max(1 - apart * ratio, 0.4)
    noise = x.own * ratio

    def back(gradients: Gradients) -> Gradients:
        g = gradients[0]
        assert g is not None
        made = g.times(through, noise, doubt=x.doubt * ratio)
        # Rows are divided by what they have, and draws by what they came to.
        made = made.leaning(-ratio, (x.uneven - uneven) * ratio, x.inherited)
        return [made, *([None] * (len(node.inputs) - 1))]

    return Made((signal,), back)


def _apart(x: Signal, common: float) -> float:
    """How correlations of pairs of rows vary where what rows have in common is gone."""
    assert x.rows is not None
    steep = (x.law.correlated(x.rows + 0.01) - x.law.correlated(x.rows - 0.01)) / 0.02
    return min(x.scatter * (steep / max(1 - common, 1e-6)) ** 2, 1.0)


def _affine(node: Node, at: Context) -> tuple[float, float, float]:
    """Mean and variance of the scale, and the mean of the shift."""
    if not cast("Normed", node.op).affine:
        return 1.0, 0.0, 0.0
    scale, spread = at.named(node, "weight")
    return scale, spread, at.named(node, "bias")[0]


def _of_unknown(node: Node, factor: float, shift: float) -> Made:
    """What a norm makes of anything: mean and mean square are known, the rest is not."""
    signal = Signal(Law.gaussian(shift, factor), node.output.number, None, None)
    return Made((signal,), lambda _: [None] * len(node.inputs))


def batch_norm(node: Node, inputs: Signals, at: Context) -> Made:
    """Each channel over the batch and its places: what rows have in common goes."""
    x = inputs[0]
    common = None if x is None or x.rows is None else x.law.correlated(x.rows)
    return normed(node, x, common, 1.0, at)


def layer_norm(node: Node, inputs: Signals, at: Context) -> Made:
    """The last axes of each row."""
    (x,) = inputs
    kind, axes = node.types[0], cast("LayerNorm", node.op).axes
    sizes = at.shape(kind)
    count = prod(sizes[-axes:])
    if count == 1:
        raise Unknown("a norm of single numbers")
    if x is None:
        return normed(node, x, None, 1.0, at)
    unit = unit_axis(x, kind)
    places = tuple(n for axis, n in enumerate(sizes) if axis >= len(sizes) - axes and axis != unit)
    units = sizes[unit] if unit >= len(sizes) - axes else 1
    common = 1 / units if not places else None
    if places and x.places is not None:
        common = mean_correlation(x, places) / units
    kept = max(1 - 2 / count, 0.0) * (1.0 if places else _inverse(x, count))
    return normed(node, x, common, kept, at)


def _inverse(x: Signal, count: int) -> float:
    """E 1 / s², times E s², of mean squares s² over so many units: they vary by (E x⁴ / (E x²)² - 1) / n."""
    return 1 + min((x.law.kurtosis - 1) / count, SMALL)


def rms_norm(node: Node, inputs: Signals, at: Context) -> Made:
    """The mean square over features becomes 1; no mean is subtracted."""
    (x,) = inputs
    scale, spread, _ = _affine_of_rms(node, at)
    factor = scale * scale + spread
    if x is None:
        raise Unknown("a norm that keeps the mean of what nothing is known of")
    eps = cast("RmsNorm", node.op).eps
    divisor = x.square + eps
    count = max(at.size(node.types[0].shape[-1]), 1)
    law = x.law.affine(scale / divisor**0.5, 0.0) if not spread else Law.gaussian(0.0, factor)
    ratio = x.square / divisor
    signal = replace(
        x,
        law=law,
        inherited=x.inherited * (1 - ratio),
        own=0.0,
        uneven=0.0,
        hidden=HIDDEN * (x.own + x.hidden),
        doubt=x.doubt * (1 - ratio),
        border=None,
    )
    through = factor * max(1 - 1 / count, 0.0) * _inverse(x, count) / divisor
    noise = x.own * ratio

    def back(gradients: Gradients) -> Gradients:
        g = gradients[0]
        assert g is not None
        made = g.times(through, noise, doubt=x.doubt * ratio)
        return [made.leaning(-ratio, x.uneven * ratio, x.inherited)]

    return Made((signal,), back)


def _affine_of_rms(node: Node, at: Context) -> tuple[float, float, float]:
    if not cast("Normed", node.op).affine:
        return 1.0, 0.0, 0.0
    return (*at.named(node, "weight"), 0.0)


def group_norm(node: Node, inputs: Signals, at: Context) -> Made:
    """Groups of channels and all their places, of each row."""
    return _grouped(node, inputs[0], cast("GroupNorm", node.op).groups, at)


def instance_norm(node: Node, inputs: Signals, at: Context) -> Made:
    """Each channel over its places, of each row."""
    return _grouped(node, inputs[0], at.size(layout(node.types[0].shape).channels), at)


def _grouped(node: Node, x: Signal | None, groups: int, at: Context) -> Made:
    kind = layout(at.shape(node.types[0]))
    channels = at.size(kind.channels) // groups
    places = tuple(map(at.size, kind.places))
    count = channels
    for size in places:
        count *= size
    if count == 1:
        raise Unknown("a norm of single numbers")
    if x is None or x.places is None:
        return normed(node, x, None, 1.0, at)
    common = mean_correlation(x, places) / channels
    # What few channels make of 1 / s² is left to the interval: their places may be nearly one.
    return normed(node, x, common, max(1 - 2 / count, 0.0), at)


def local_response_norm(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """X / (k + alpha mean x²)^beta, with the mean over channels taken to be that of all."""
    (x,) = inputs
    op = cast("LocalResponseNorm", node.op)
    divisor = (op.k + op.alpha * x.square) ** op.beta
    signal = replace(x, law=x.law.affine(1 / divisor, 0.0), doubt=x.doubt + FAIR)

    def back(gradients: Gradients) -> Gradients:
        g = gradients[0]
        assert g is not None
        return [g.times(1 / divisor**2, doubt=FAIR)]

    return Made((signal,), back)


CASES: dict[str, Case | Bearing] = {
    "batch_norm": Bearing(batch_norm),
    "layer_norm": Bearing(layer_norm),
    "rms_norm": Bearing(rms_norm),
    "group_norm": Bearing(group_norm),
    "instance_norm": Bearing(instance_norm),
    "local_response_norm": local_response_norm,
}
