"""How far ahead in a sequence does each value look? A prediction of what comes next may not have seen it.

A place t of a value may depend on the places up to t + `ahead` of an input: 0 behind causal layers, -1
behind `shift_right`, all of them behind attention that is not causal.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from tenet.frozen import frozen, replace
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.arithmetic import Arithmetic
from tenet.ops.attention import Attention
from tenet.ops.concat import Concat
from tenet.ops.conv import Conv
from tenet.ops.depthwise_conv import DepthwiseConv
from tenet.ops.recurrent import Recurrent
from tenet.ops.shift_right import ShiftRight
from tenet.ops.slice import Slice
from tenet.ops.source import Input
from tenet.policy.loss import Loss

OPAQUE = ("permute", "transpose", "gather", "einsum", "scan", "group_norm", "instance_norm")
"""Operations behind which it is not known which place is which."""


@frozen
class Sight:
    """How far ahead the places of a value look.

    Attributes:
        ahead: how many places; infinitely many where each has seen the whole row.
        through: the operation by which they look further than a causal one would, if any.
        shifted: whether a `shift_right` lies on the way.
    """

    ahead: float
    through: Node | None = None
    shifted: bool = False


BLIND: Sight | None = None
"""What stands for a value of which nothing can be said."""


@frozen
class Leak:
    """A loss whose prediction has seen its target.

    Attributes:
        loss: where they are compared.
        field: the input that both are made of.
        sight: how far ahead the prediction looks.
        wanted: how far ahead the target lies.
    """

    loss: Node
    field: str
    sight: Sight
    wanted: int


def leaks(objective: Graph) -> Iterator[Leak]:
    """The losses that compare what comes next in a sequence with what has seen it."""
    producers = objective.producers
    for node in objective.nodes:
        if not isinstance(node.op, Loss) or len(node.op.inputs.names) != 2:
            continue
        target = _offset(producers, node.inputs[1])
        if target is None:
            continue
        field, wanted = target
        seen = sights(objective, field).get(node.inputs[0].number, BLIND)
        if seen is not None and seen.ahead >= wanted and (wanted > 0 or seen.shifted):
            yield Leak(node, field.hint, seen, wanted)


def sights(graph: Graph, start: Value) -> dict[int, Sight | None]:
    """How far ahead in a sequence each value looks that is made of it; none where that is not known."""
    found: dict[int, Sight | None] = {start.number: Sight(0)}
    for node in graph.nodes:
        reading = [
            (place, found[v.number]) for place, v in enumerate(node.inputs) if v.number in found
        ]
        if not reading:
            continue
        known = [sight for _, sight in reading if sight is not None]
        blind = len(known) < len(reading)
        widest = BLIND if blind else max(known, key=lambda sight: sight.ahead)
        if widest is not None and any(sight.shifted for sight in known):
            widest = replace(widest, shifted=True)
        made = BLIND if widest is None else _after(node, widest, [place for place, _ in reading])
        for value in node.outputs:
            found[value.number] = made
    return found


def _offset(producers: dict[int, Node], value: Value) -> tuple[Value, int] | None:
    """The input that a target is cut from, and by how many places it lies ahead of it."""
    offset, node = 0, producers[value.number]
    while isinstance(node.op, Slice):
        place = node.op.places[0]
        if place is not None:
            if place.drop or not isinstance(place.low, int) or place.low < 0:
                return None
            offset += place.low
        node = producers[node.inputs[0].number]
    return (node.output, offset) if isinstance(node.op, Input) and node.output.type.rank else None


def _after(node: Node, sight: Sight, reading: list[int]) -> Sight | None:
    """How far ahead the result of an operation looks, whose inputs at most look so far."""
    op = node.op
    if isinstance(op, Attention):
        return _of_attention(op, node, sight, reading)
    if isinstance(op, Recurrent):
        return replace(sight, ahead=inf, through=node) if op.bidirectional else sight
    if isinstance(op, ShiftRight) and op.along(node.types[0]) == 0:
        return replace(sight, ahead=sight.ahead - 1, shifted=True)
    if isinstance(op, Slice):
        return _of_slice(op, sight)
    if isinstance(op, Concat) and op.along(node.types[0]) == 0:
        return _behind(node, sight, reading)
    if isinstance(op, Conv | DepthwiseConv) and node.inputs[0].type.rank == 2:
        return _of_window(op, node, sight)
    if op.term() in OPAQUE or (
        len(reading) > 1 and not isinstance(op, Arithmetic) and op.term() != "concat"
    ):
        return BLIND
    return sight if _is_placewise(node, reading) else BLIND


def _is_placewise(node: Node, reading: list[int]) -> bool:
    """Whether each place of the result is made of the same place of the inputs alone."""
    if not node.output.type.rank:
        return False
    alone = 0 not in node.op.mixes(*node.types) or node.op.term() == "batch_norm"
    alike = all(
        node.inputs[place].type.rank
        and node.inputs[place].type.shape[0] == node.output.type.shape[0]
        and (len(node.inputs) == 1 or node.inputs[place].type.rank == node.output.type.rank)
        for place in reading
    )
    return alone and alike and (reading[0] == 0 or isinstance(node.op, Arithmetic))


def _of_attention(op: Attention, node: Node, sight: Sight, reading: list[int]) -> Sight | None:
    if op.mask or op.bias:
        return BLIND
    if op.causal or reading == [0]:
        return sight
    return replace(sight, ahead=inf, through=node)


def _of_slice(op: Slice, sight: Sight) -> Sight | None:
    place = op.places[0]
    if place is None:
        return sight
    if place.drop or not isinstance(place.low, int) or place.low < 0:
        return BLIND
    return replace(sight, ahead=sight.ahead + place.low)


def _behind(node: Node, sight: Sight, reading: list[int]) -> Sight | None:
    """How far ahead a sequence looks once so many other places stand before it."""
    if reading != [len(node.inputs) - 1]:
        return BLIND
    before = [value.type.shape[0] for value in node.inputs[:-1]]
    sizes = [size for size in before if isinstance(size, int)]
    return replace(sight, ahead=sight.ahead - sum(sizes)) if len(sizes) == len(before) else BLIND


def _of_window(op: Conv | DepthwiseConv, node: Node, sight: Sight) -> Sight | None:
    x = node.inputs[0].type
    slid = op.window(x) if isinstance(op, Conv) else op.grouped(x).window(x)
    if slid.stride != (1,):
        return BLIND
    ahead = slid.reach[0] - 1 - slid.pads[0][0]
    if ahead <= 0:
        return replace(sight, ahead=sight.ahead + ahead)
    return replace(sight, ahead=sight.ahead + ahead, through=node)
