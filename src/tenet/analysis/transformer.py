"""Which attention layers stand beside a shortcut, and where are the norms: before the branch, or behind the sum?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tenet.analysis.layers import learns
from tenet.frozen import frozen
from tenet.ir.graph import Graph, Node
from tenet.ops.arithmetic import Add
from tenet.ops.attention import Attention

NORMS = ("layer_norm", "rms_norm")
CARRIED = ("dropout", "dense")
"""What lies between attention and the sum: its last layer, and dropout."""


@frozen
class Block:
    """An attention layer whose result is added to something.

    Attributes:
        attention: the layer.
        sum: where it is added.
        norm: the norm that alone reads the sum, if one does.
        before: whether the branch begins with a norm.
        scaled: whether the spec makes the branch start small, or weighs it.
    """

    attention: Node
    sum: Node
    norm: Node | None
    before: bool
    scaled: bool


def blocks(graph: Graph) -> Iterator[Block]:
    """The attention layers of a graph that stand beside a shortcut, in order."""
    consumers, producers = graph.consumers, graph.producers
    for node in graph.nodes:
        if not isinstance(node.op, Attention):
            continue
        way = _to_sum(consumers, node)
        if not isinstance(way[-1].op, Add):
            continue
        reading = consumers[way[-1].output.number]
        norm = reading[0] if len(reading) == 1 and reading[0].op.term() in NORMS else None
        start = _start(producers, node)
        given = (
            n.op for n in way if n.op.term() == "dense" and getattr(n.op, "init", "") != "auto"
        )
        weighed = any(n.op.term() not in CARRIED for n in way[1:-1])
        skip = next(v for v in way[-1].inputs if v.number != way[-2].output.number)
        heavy = producers[skip.number].op.term() in ("mul", "div")
        scaled = weighed or heavy or any(True for _ in given)
        yield Block(node, way[-1], norm, start is not None and start.op.term() in NORMS, scaled)


def _to_sum(consumers: Mapping[int, Sequence[Node]], node: Node) -> list[Node]:
    """The nodes from attention to the sum that it goes into, where one reader follows another."""
    way = [node]
    while not isinstance(way[-1].op, Add):
        reading = consumers[way[-1].output.number]
        if len(reading) != 1 or len(way) > 8:  # far more than stand between
            break
        way.append(reading[0])
    return way


def _start(producers: Mapping[int, Node], node: Node) -> Node | None:
    """What the queries are made of, before their layer."""
    at = producers[node.inputs[0].number]
    while at.inputs and (at.op.term() == "rotary" or learns(at)) and at.op.term() not in NORMS:
        at = producers[at.inputs[0].number]
    return at
