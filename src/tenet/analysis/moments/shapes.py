"""Rearrangements: the same numbers at other places. The law stays; a gradient goes back where it came from."""

from __future__ import annotations

from bisect import bisect_left
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
    one,
    unit_axis,
)
from tenet.analysis.moments.law import NODES, Law, below
from tenet.analysis.moments.linear import common_of
from tenet.analysis.moments.signal import APART, DISTANCES, Gradient, Signal, profile_at
from tenet.frozen import replace
from tenet.ir.graph import Node
from tenet.types.shape import spatial

if TYPE_CHECKING:
    from tenet.ops.pad import Pad
    from tenet.ops.patches import Patches
    from tenet.ops.permute import Permute
    from tenet.ops.shift_right import ShiftRight
    from tenet.ops.top_k import TopK
    from tenet.ops.transpose import Transpose
    from tenet.ops.triangle import Triangle


def features_after(node: Node, x: Signal, at: Context) -> int | None:
    """The axis of the units behind a rearrangement; none for that of the layout."""
    kind, made = node.types[0], node.output.type
    name, axis = node.op.term(), unit_axis(x, kind)
    if name == "permute":
        return cast("Permute", node.op).axes(kind).index(axis)
    if name == "transpose":
        first, second = cast("Transpose", node.op).axes(kind)
        return {first: second, second: first}.get(axis, axis)
    if made.rank == kind.rank:
        return x.features
    return _kept_axis(at.shape(kind), at.shape(made), axis)


def _kept_axis(before: tuple[int, ...], after: tuple[int, ...], axis: int) -> int | None:
    """Where an axis went: to one of its size, with as many numbers before it; else to the last."""
    if not before:
        return None
    ahead = prod(before[:axis])
    for place, size in enumerate(after):
        if size == before[axis] and prod(after[:place]) == ahead and size > 1:
            return place
    return len(after) - 1 if len(after) > 2 and axis == len(before) - 1 else None


def rearranged(node: Node, inputs: Signals, at: Context) -> Made:
    """The numbers of the first input, all, some, or several times; an index may be unknown."""
    x = inputs[0]
    if x is None:
        raise Unknown("places of what nothing is known of")
    kind, made = node.types[0], node.output.type
    vector = made.rank <= 1 < kind.rank
    grown = kind.rank <= 1 < made.rank
    signal = replace(
        x,
        latent=at.latent(node.op, x.latent),
        places=APART if vector or grown else x.places,
        features=features_after(node, x, at),
        border=x.border if made.shape == kind.shape else None,
    )
    ratio = sum(
        at.count(value.type) for value in node.outputs if value.type.dtype.is_float
    ) / at.count(kind)
    others = (None,) * (len(inputs) - 1)
    signals = tuple(
        replace(signal, latent=at.latent(node.op, x.latent, part)) if part else signal
        for part in range(len(node.outputs))
    )

    def back(gradients: Gradients) -> Gradients:
        return [_merged(node, gradients, ratio, at), *others]

    return Made(signals, back)


def _merged(node: Node, gradients: Gradients, ratio: float, at: Context) -> Gradient | None:
    """The gradient of what was divided or repeated."""
    known = [g for g in gradients if g is not None]
    if len(known) < len(gradients):
        return None
    counts = [at.count(value.type) for value in node.outputs]
    total = sum(counts)
    square = sum(g.square * n for g, n in zip(known, counts, strict=True)) / total
    spread = sum(g.spread * n for g, n in zip(known, counts, strict=True)) / total
    shared = sum(g.shared * n for g, n in zip(known, counts, strict=True)) / total
    repeated = 1 + (max(ratio, 1.0) - 1) * shared
    doubt = sum(g.doubt * n for g, n in zip(known, counts, strict=True)) / total
    return replace(
        known[0],
        square=square * ratio * repeated,
        shared=shared,
        spread=spread,
        tilt=known[0].tilt if len(known) == 1 else None,
        doubt=doubt,
    )


def repeated(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """Numbers that stand at several places."""
    x = inputs[0]
    ratio = at.count(node.output.type) / at.count(node.types[0])
    signal = replace(x, latent=at.latent(node.op, x.latent), border=None)

    def back(g: Gradient) -> list[Gradient | None]:
        return [
            g.times(ratio * (1 + (max(ratio, 1.0) - 1) * g.shared)),
            *(None for _ in inputs[1:]),
        ]

    return one(signal, back)


def ordered(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The numbers in order: all of them are there."""
    x = inputs[0]
    signal = replace(x, latent=node.output.number, rows=None, places=None, border=None)
    return one(signal, lambda g: [g])


def top_k(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """The largest numbers of independent ones: the upper end of their law; their places are whole numbers."""
    x = inputs[0]
    op = cast("TopK", node.op)
    axis = op.along(node.types[0])
    count, kept = at.size(node.types[0].shape[axis]), op.k
    if kept == count:
        signal = replace(x, latent=node.output.number, rows=None, places=None, border=None)
    else:
        signal = _upper(node, x, kept / count)
    ratio = kept / count
    return Made((signal, None), lambda g: [g[0].times(ratio) if g[0] is not None else None])


def _upper(node: Node, x: Signal, share: float) -> Signal:
    """The largest numbers of a law."""
    numbers = sorted(x.law.numbers)
    chances = [below(u) for u in NODES]
    made = []
    for u in NODES:
        chance = 1 - share + share * below(u)
        if chance >= 1:
            made.append(numbers[-1])
            continue
        high = min(max(bisect_left(chances, chance), 1), len(chances) - 1)
        part = (chance - chances[high - 1]) / (chances[high] - chances[high - 1])
        part = min(max(part, 0.0), 1.0)
        made.append(numbers[high - 1] + part * (numbers[high] - numbers[high - 1]))
    law = Law.tabulated(made)
    if law is None:
        raise Unknown("the largest of numbers without a finite mean square")
    latent = node.output.number
    return replace(
        x, law=law, latent=latent, rows=None, places=None, border=None, doubt=x.doubt + FAIR
    )


def pad(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """Places added at the edges: of a constant, or of what is near."""
    (x,) = inputs
    op, kind = cast("Pad", node.op), at.bound(node.types[0])
    share = at.count(kind) / at.count(node.output.type)
    if op.mode != "constant":
        signal = replace(x, latent=at.latent(op, x.latent), border=None)
        return one(signal, lambda g: [g.times(1 / share)])
    signal = mixed(node, x, share, op.value)
    sizes = cast("tuple[int, ...]", spatial(kind.shape).places)
    if op.value == 0:
        signal = replace(signal, border=_framed(x, sizes, op.sides(kind)))
    return one(signal, lambda g: [g])


def _framed(
    x: Signal, sizes: tuple[int, ...], sides: tuple[tuple[int, int], ...]
) -> tuple[tuple[float, ...], ...]:
    """The profile of places with zeros around."""
    axes = []
    for axis, (size, (before, after)) in enumerate(zip(sizes, sides, strict=True)):
        old = x.border[axis] if x.border is not None and len(x.border) > axis else (1.0,) * size
        scale = (size + before + after) / size
        axes.append((*(0.0,) * before, *(b * scale for b in old), *(0.0,) * after))
    return tuple(axes)


def mixed(node: Node, x: Signal, share: float, other: float) -> Signal:
    """Some of the numbers, and a constant in place of the rest."""
    mean = share * x.law.mean + (1 - share) * other
    square = share * x.square + (1 - share) * other * other
    variance = max(square - mean * mean, 0.0)

    def correlation(c: float | None) -> float | None:
        if c is None or not variance:
            return c
        together = share * x.overlap(c) + (1 - share) * other * other
        return max(min((together - mean * mean) / variance, 1.0), -1.0)

    return replace(
        x,
        law=Law.gaussian(mean, variance),
        latent=node.output.number,
        rows=correlation(x.rows),
        places=None if x.places is None else tuple(cast("float", correlation(c)) for c in x.places),
        border=None,
    )


def triangle(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """A triangle of matrices, zeros elsewhere."""
    (x,) = inputs
    height, width = at.shape(node.types[0])[-2:]
    offset, lower = cast("Triangle", node.op).offset, node.op.term() == "lower_triangle"
    kept = sum(
        min(max(row + offset + 1, 0), width) if lower else width - min(max(row + offset, 0), width)
        for row in range(height)
    ) / (height * width)
    return one(mixed(node, x, kept, 0.0), lambda g: [g.times(kept)])


def shift_right(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """A sequence one place later."""
    x = inputs[0]
    op = cast("ShiftRight", node.op)
    length = at.shape(node.types[0])[op.along(node.types[0])]
    share = 1 - 1 / length
    signal = mixed(node, x, share, float(op.start))
    return one(signal, lambda g: [g.times(share)])


def fill(node: Node, inputs: Signals, at: Context) -> Made:
    """A number beyond a row's length; rows are taken to be of the largest length."""
    x = inputs[0]
    if x is None:
        raise Unknown("places of which nothing is known")
    return one(x, lambda g: [g, *(None for _ in inputs[1:])])


def patches(node: Node, inputs: tuple[Signal, ...], at: Context) -> Made:
    """Patches laid out flat: features of one are pixels that agree, so that tokens do as far pixels do."""
    (x,) = inputs
    window = cast("Patches", node.op).window(at.bound(node.types[0]))
    step = prod(window.stride) ** (1 / len(window.stride))
    places = None
    if x.places is not None:
        places = (*(profile_at(x.places, step * d) for d in DISTANCES), x.places[-1])
    alike = common_of(x, window.kernel, window.dilation)
    signal = replace(
        x,
        latent=node.output.number,
        places=places,
        border=None,
        uneven=x.uneven + x.patchy * alike / at.size(window.layout.channels),
        patchy=0.0,
    )
    ratio = at.count(node.output.type) / at.count(node.types[0])
    return one(signal, lambda g: [g.times(ratio)])


CASES: dict[str, Case | Bearing] = {
    "rearranged": Bearing(rearranged),
    "flatten": Bearing(rearranged),
    "reshape": Bearing(rearranged),
    "permute": Bearing(rearranged),
    "squeeze": Bearing(rearranged),
    "slice": Bearing(rearranged),
    "crop": Bearing(rearranged),
    "channel_shuffle": Bearing(rearranged),
    "shuffle": Bearing(rearranged),
    "last": Bearing(rearranged),
    "expand": repeated,
    "tile": repeated,
    "repeat_each": repeated,
    "sort": ordered,
    "top_k": top_k,
    "pad": pad,
    "triangle": triangle,
    "shift_right": shift_right,
    "patches": patches,
    "fill": Bearing(fill),
    "align": Bearing(fill),
    "rotary": repeated,
}
