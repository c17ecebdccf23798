"""Move activations behind reshapes, so that the loss meets them.

Before: flatten(sigmoid(z)). After: sigmoid(flatten(z)), the same numbers.

1. A sigmoid looks at each number by itself, so any reshape may go first.
2. A softmax over the last axis may follow a reshape that keeps the last axis.
"""

from __future__ import annotations

from tenet.frozen import replace
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.activation import Sigmoid
from tenet.ops.softmax import Softmax
from tenet.types.tensor import EVERYTHING


def sink_activation(graph: Graph) -> Graph:
    """The graph with sigmoids and softmaxes after the reshapes that followed them."""
    made = graph.producers
    fresh = max(made) + 1

    def sunk(node: Node) -> Node | tuple[Node, ...]:
        nonlocal fresh
        if not node.op.relays:
            return node
        activation = made[node.inputs[0].number]
        if not _commutes(activation, node):
            return node
        scores = Value(fresh, replace(node.output.type, range=EVERYTHING), node.output.hint)
        fresh += 1
        first = replace(node, inputs=activation.inputs, output=scores)
        second = replace(
            node, op=activation.op, inputs=(scores,), path=f"{node.path}_{activation.op.term()}"
        )
        made[node.output.number] = second
        return first, second

    return graph.rewritten(sunk)


def _commutes(activation: Node, reshape: Node) -> bool:
    if isinstance(activation.op, Sigmoid):
        return True  # case 1
    if not isinstance(activation.op, Softmax) or not reshape.output.type.shape:
        return False
    before, after = activation.output.type.shape, reshape.output.type.shape
    return activation.op.axis in {-1, len(before) - 1} and before[-1] == after[-1]  # case 2
