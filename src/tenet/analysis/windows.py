"""Which windows slide over a value on its way to another? Kernels and strides, and what they have seen.

A trunk is the way from an input to a value along main inputs: the main path, where a sum or a
concatenation names it first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import TYPE_CHECKING, cast

from tenet.analysis.layers import main
from tenet.frozen import frozen
from tenet.ir.graph import Graph, Node, Value
from tenet.types.shape import Shape, layout

if TYPE_CHECKING:
    from tenet.ops.conv import Conv
    from tenet.ops.depthwise_conv import DepthwiseConv
    from tenet.ops.pool import Pool
    from tenet.ops.window import Window

SLIDING = ("conv", "depthwise_conv", "max_pool", "avg_pool", "l2_pool")

BY_STATISTICS = ("batch_norm",)
"""What sees other places, and other rows, only while training, and as two numbers."""

GLOBAL = ("global_avg_pool", "global_max_pool")


def window(node: Node) -> Window | None:
    """The window of a convolution or pool, spelt out for each axis; none of all else."""
    term, x = node.op.term(), node.inputs[0].type if node.inputs else None
    if x is None or term not in SLIDING:
        return None
    # Cast, not asked: what a network does not use need not be imported.
    if term == "depthwise_conv":
        return cast("DepthwiseConv", node.op).grouped(x).window(x)
    return cast("Conv | Pool", node.op).window(x)


def trunk(producers: Mapping[int, Node], value: Value) -> list[Node]:
    """The nodes from an input to the one that computes a value, along main inputs, in order."""
    found, node = list[Node](), producers[value.number]
    while True:
        found.append(node)
        if not node.inputs:
            return found[::-1]
        node = producers[main(node).number]


def places(value: Value) -> Shape:
    """The sizes of the spatial axes of a sequence, an image or a volume; a single number has none."""
    return layout(value.type.shape).places if value.type.shape else ()


def area(value: Value) -> int | None:
    """How many places a value has; none where a size is open."""
    sizes = [size for size in places(value) if isinstance(size, int)]
    return prod(sizes) if len(sizes) == value.type.rank - 1 else None


def fewest(graph: Graph, counts: Callable[[Node], bool]) -> dict[int, int]:
    """How many nodes that count lie at least on every way from an input to each value."""
    found: dict[int, int] = {}
    for node in graph.nodes:
        of_rows = [value for value in node.inputs if value.type.batched]
        before = min((found[value.number] for value in of_rows), default=0)
        for value in node.outputs:
            found[value.number] = before + counts(node)
    return found


@frozen
class Field:
    """How much of an image one place of a value has seen.

    Attributes:
        reach: the places of the image that it spans, along each axis.
        step: how far apart in the image two neighbouring places lie.
    """

    reach: tuple[int, ...]
    step: tuple[int, ...]


def fields(graph: Graph, image: Value) -> dict[int, Field]:
    """What each value that is still a map has seen of an input; others are left out."""
    axes = image.type.rank - 1
    found = {image.number: Field((1,) * axes, (1,) * axes)}
    for node in graph.nodes:
        known = [found[value.number] for value in node.inputs if value.number in found]
        if not known:
            continue
        made = _seen(node, known)
        if made is not None:
            found[node.output.number] = made
    return found


def _seen(node: Node, known: list[Field]) -> Field | None:
    """What the output of a node has seen; none where it is no map of the same kind any more."""
    slid = window(node)
    if slid is not None:
        (field,) = known
        reach = tuple(
            r + (w - 1) * s for r, w, s in zip(field.reach, slid.reach, field.step, strict=True)
        )
        step = tuple(s * t for s, t in zip(field.step, slid.stride, strict=True))
        return Field(reach, step)
    x = node.inputs[0].type
    same = node.output.type.rank == x.rank and places(node.output) == places(node.inputs[0])
    mixes = node.op.mixes(*node.types) and node.op.term() not in BY_STATISTICS
    if not same or mixes or len(known) != len(node.inputs):
        return None
    reach = tuple(map(max, zip(*(field.reach for field in known), strict=True)))
    return Field(reach, known[0].step)
