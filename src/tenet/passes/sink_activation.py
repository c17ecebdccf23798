"""Move activations behind reshapes and slices, so that the loss meets them.

Before: flatten(sigmoid(z)). After: sigmoid(flatten(z)), the same numbers.

1. A sigmoid looks at each number by itself, so any reshape or slice may go first.
2. A softmax may follow what keeps its axis whole.
"""

from __future__ import annotations

from tenet.catalogue.operation import Operation
from tenet.frozen import replace
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.activation import Sigmoid
from tenet.ops.slice import Slice
from tenet.ops.softmax import Softmax
from tenet.types.shape import axis_of
from tenet.types.tensor import EVERYTHING


def sink_activation(graph: Graph) -> Graph:
    """The graph with sigmoids and softmaxes after the reshapes that followed them."""
    made = graph.producers
    fresh = max(made) + 1

    def sunk(node: Node) -> Node | tuple[Node, ...]:
        nonlocal fresh
        if not (node.op.relays or isinstance(node.op, Slice)):
            return node
        activation = made[node.inputs[0].number]
        op = _behind(activation, node)
        if op is None:
            return node
        scores = Value(fresh, replace(node.output.type, range=EVERYTHING), node.output.hint)
        fresh += 1
        first = replace(node, inputs=(*activation.inputs, *node.inputs[1:]), output=scores)
        second = replace(node, op=op, inputs=(scores,), path=f"{node.path}_{op.term()}")
        made[node.output.number] = second
        return first, second

    return graph.rewritten(sunk)


def _behind(activation: Node, node: Node) -> Operation | None:
    """The activation as it is behind what follows it; none where it must stay before."""
    if isinstance(activation.op, Sigmoid):
        return activation.op  # case 1
    if not isinstance(activation.op, Softmax):
        return None
    axis = axis_of(activation.op.axis, activation.output.type.rank)
    kept = node.op.kept_axis(axis, *node.types)  # case 2
    if kept is None or not node.output.type.shape:
        return None
    last = kept == node.output.type.rank - 1
    return Softmax(axis=-1 if last else kept)
