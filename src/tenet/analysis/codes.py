"""Which networks say their own input again, and through how narrow a place does it pass on the way?"""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.layers import learns
from tenet.frozen import frozen
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.arithmetic import Arithmetic
from tenet.ops.source import Constant, Input
from tenet.policy.loss import Averaged
from tenet.types.dim import product

CHOICES = ("argmax", "top_k", "gather", "one_hot")
"""Operations that keep some of what they are given, and drop the rest."""


@frozen
class Autoencoder:
    """A reconstruction of an input, and what lies between.

    Attributes:
        loss: where the two are compared.
        field: the input.
        output: what it is said again as.
        between: the nodes that the input passes on its way, in order.
        codes: the values between the first and the last layer that all of it passes through, in order.
    """

    loss: Node
    field: Value
    output: Value
    between: tuple[Node, ...]
    codes: tuple[Value, ...]

    @property
    def narrowest(self) -> Value | None:
        """The smallest code; none where there is no code, or the size of one is open."""
        sizes = [size(code) for code in self.codes]
        known = [number for number in sizes if number is not None]
        if not known or len(known) < len(sizes):
            return None
        return self.codes[sizes.index(min(known))]


def size(value: Value) -> int | None:
    """How many numbers a value holds; none where that is open."""
    found = product(value.type.shape)
    return found if isinstance(found, int) else None


def autoencoders(objective: Graph) -> Iterator[Autoencoder]:
    """The reconstructions that a loss of numbers compares with the very input that they are made of."""
    producers = objective.producers
    for node in objective.nodes:
        if not isinstance(node.op, Averaged) or not node.inputs[1].type.dtype.is_float:
            continue
        output, field = node.inputs[:2]
        if isinstance(producers[field.number].op, Input):
            between = _between(objective, field, output)
            if between:
                yield Autoencoder(node, field, output, between, _codes(field, output, between))


def copied(objective: Graph, network: Graph, found: Autoencoder) -> Value | None:
    """The narrowest code, where it is no narrower than the input and nothing else restrains it.

    What restrains is chance, a hard choice, a mask, another loss, a penalty of what the network
    computes, or something done to the input before the first layer. Penalties of parameters do not.
    """
    code, whole = found.narrowest, size(found.field)
    held = None if code is None else size(code)
    if whole is None or held is None or held < whole or len(found.loss.inputs) > 2:
        return None
    first = next(place for place, node in enumerate(found.between) if learns(node))
    if not all(_keeps(objective, node) for node in found.between[:first]):
        return None
    own = {value.number for node in network.nodes for value in node.outputs}
    of_loss = [node for node in objective.nodes if node.output.number not in own]
    read = {value.number for node in of_loss for value in node.inputs} & own
    free = read <= {found.output.number, found.field.number}
    chance = any(node.op.draws(*node.types) or node.op.term() in CHOICES for node in network.nodes)
    return code if free and not chance else None


def _keeps(graph: Graph, node: Node) -> bool:
    """Whether an operation leaves all that its input says: it lays it out anew, or scales it."""
    producers = graph.producers
    others = [producers[value.number].op for value in node.inputs]
    scales = isinstance(node.op, Arithmetic) and any(isinstance(op, Constant) for op in others)
    return node.op.relays or scales or node.op.term() in ("flatten", "permute", "transpose")


def _between(graph: Graph, start: Value, end: Value) -> tuple[Node, ...]:
    """The nodes on the ways from one value to another."""
    after = {start.number}
    for node in graph.nodes:
        if any(value.number in after for value in node.inputs):
            after.update(value.number for value in node.outputs)
    before, found = {end.number}, list[Node]()
    for node in reversed(graph.nodes):
        made = {value.number for value in node.outputs}
        if made & before and made & after - {start.number}:
            before.update(value.number for value in node.inputs)
            found.append(node)
    return tuple(reversed(found))


def _codes(start: Value, end: Value, between: tuple[Node, ...]) -> tuple[Value, ...]:
    """The values that every way passes, behind the first layer and before the last."""
    learned = [place for place, node in enumerate(between) if learns(node)]
    if not learned:
        return ()
    last_use = {v.number: place for place, node in enumerate(between) for v in node.inputs}
    live, found = {start.number}, list[Value]()
    for place, node in enumerate(between[: learned[-1]]):
        live |= {value.number for value in node.outputs if value.number in last_use}
        live = {number for number in live if last_use[number] > place}
        if place >= learned[0] and live == {node.output.number} != {end.number}:
            found.append(node.output)
    return tuple(found)
