"""Fuse a loss of probabilities with the activation that makes them.

Before: cross_entropy(softmax(z), t). After: cross_entropy_of_logits(z, t), which does not overflow
and whose gradient is the difference p - t.

1. Cross-entropy over the last axis of a softmax.
2. Binary cross-entropy of a sigmoid.
"""

from __future__ import annotations

from tenet.catalogue.operation import Operation
from tenet.frozen import replace
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.activation import Sigmoid
from tenet.ops.softmax import Softmax
from tenet.policy.losses.binary_cross_entropy import BinaryCrossEntropy, BinaryCrossEntropyOfLogits
from tenet.policy.losses.cross_entropy import CrossEntropy, CrossEntropyOfLogits


def fuse_loss(objective: Graph) -> Graph:
    """The objective with losses taken before the activation; outputs stay as they are."""
    producers = objective.producers

    def fused(node: Node) -> Node | Value:
        if isinstance(node.op, CrossEntropy):
            return _before(node, producers, Softmax, CrossEntropyOfLogits())  # case 1
        if isinstance(node.op, BinaryCrossEntropy):
            return _before(node, producers, Sigmoid, BinaryCrossEntropyOfLogits())  # case 2
        return node

    return objective.rewritten(fused)


def _before(
    node: Node, producers: dict[int, Node], activation: type[Operation], stable: Operation
) -> Node:
    producer = producers[node.inputs[0].number]
    if not isinstance(producer.op, activation):
        return node
    if isinstance(producer.op, Softmax) and producer.op.axis not in {
        -1,
        node.inputs[0].type.rank - 1,
    }:
        return node
    return replace(node, op=stable, inputs=(producer.inputs[0], *node.inputs[1:]))
