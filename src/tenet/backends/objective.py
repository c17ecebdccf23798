"""Divide an objective into what the network computes and what the loss adds to it."""

from __future__ import annotations

from tenet.backends.mistakes import LEARNING_LOSS
from tenet.frozen import frozen, replace
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.source import Input, Tied


@frozen
class Division:
    """A network and its loss, divided where the loss reads the network.

    Attributes:
        network: all nodes of the network, for its outputs.
        whole: the network with what the loss applies of networks: itself again, or others.
        taps: the values that the loss reads, by name.
        head: the nodes that compute the taps.
        tail: the nodes that compute the outputs from the taps; none if they need more than the taps.
        loss: the nodes that compute the loss from the taps and the targets.
        targets: the inputs that only the loss reads.
    """

    network: Graph
    whole: Graph
    taps: dict[str, Value]
    head: tuple[Node, ...]
    tail: tuple[Node, ...] | None
    loss: tuple[Node, ...]
    objective: Graph

    @property
    def arguments(self) -> dict[str, Value]:
        """The inputs of the network, and those that only the loss reads."""
        return {**self.network.inputs, **self.objective.inputs}

    @property
    def reads_outputs(self) -> bool:
        """Whether the loss reads nothing but the network's outputs."""
        return set(self.taps) <= set(self.network.outputs)

    @property
    def head_name(self) -> str:
        """What a function that computes the taps is called."""
        return "logits" if len(self.taps) == 1 else "heads"


def divide(network: Graph, objective: Graph) -> Division:
    """The division of an objective whose nodes carry the network's numbers.

    Raises:
        TenetError: the loss has parameters of its own.
    """
    needed = objective.reduced(["loss"])
    whole = _with_applied(network, needed)
    own = {value.number for node in whole.nodes for value in node.outputs}
    loss = tuple(
        n for n in needed.nodes if n.output.number not in own and not isinstance(n.op, Input)
    )
    _check_loss(loss)
    inputs = {value.number for value in objective.inputs.values()}
    read = dict.fromkeys(
        value.number
        for node in loss
        for value in node.inputs
        if value.number in own and value.number not in inputs
    )
    made = whole.producers
    given = {v.number: v for number in read for v in made[number].outputs}
    taps = _tap_names(whole, [given[number] for number in read], {*objective.inputs})
    head = replace(whole, outputs=taps).reduced(taps).nodes
    inside = {value.number for node in head for value in node.outputs}
    tail = tuple(n for n in network.reduced(network.outputs).nodes if n.output.number not in inside)
    available = {*read, *inputs, *(v.number for node in tail for v in node.outputs)}
    closed = all(value.number in available for node in tail for value in node.inputs)
    outputs_ready = all(value.number in available for value in network.outputs.values())
    return Division(
        network, whole, taps, head, tail if closed and outputs_ready else None, loss, objective
    )


def _with_applied(network: Graph, objective: Graph) -> Graph:
    """The network, and of its objective all that an applied network computes, or is computed for one.

    The layers of a network that a loss applies are not where it applies them: paths and layers differ.
    """
    own = {value.number for node in network.nodes for value in node.outputs}
    beside = [node for node in objective.nodes if node.output.number not in own]
    needed: set[int] = set()
    applied: list[Node] = []
    for node in reversed(beside):
        again = node.layer != node.path and not isinstance(node.op, Tied)
        if again or not needed.isdisjoint(value.number for value in node.outputs):
            needed |= {value.number for value in node.inputs}
            applied.append(node)
    return replace(network, nodes=(*network.nodes, *reversed(applied))) if applied else network


def _check_loss(nodes: tuple[Node, ...]) -> None:
    """Check that a loss only compares: nothing in it learns, or differs while training."""
    for node in nodes:
        learns = node.parameters and not isinstance(node.op, Tied)
        if learns or node.op.training_only:
            raise LEARNING_LOSS.error(
                node.span,
                f"`{node.op.term()}` in the loss is no comparison: what learns, or differs while"
                " training, belongs to the network",
                help="compute it in the network and give it out as an output of its own",
            )


def _tap_names(network: Graph, values: list[Value], taken: set[str]) -> dict[str, Value]:
    """The values by name: that of an output, or `logits` for what a fused loss reads before one."""
    outputs = {value.number: name for name, value in network.outputs.items()}
    raw = [value for value in values if value.number not in outputs]
    named: dict[str, Value] = {}
    for value in values:
        name = outputs.get(value.number, "logits")
        if value.number not in outputs:
            if len(raw) > 1:
                readers = (n.output.number for n in network.consumers[value.number])
                fed = next((outputs[number] for number in readers if number in outputs), value.hint)
                name = f"{fed}_logits" if fed else name
            while name in taken:
                name += "_"
        taken.add(name)
        named[name] = value
    return named
