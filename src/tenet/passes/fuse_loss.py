"""Fuse a loss of probabilities with the activation that makes them.

Before: cross_entropy(softmax(z), t). After: cross_entropy_of_logits(z, t), which does not overflow
and whose gradient is the difference p - t.

1. Cross-entropy, the divergence of a distribution, and the likelihood of labels, over the axis of a softmax.
2. Binary cross-entropy of a sigmoid.
3. The likelihood of counts at rates that come from `exp`.
"""

from __future__ import annotations

from tenet.catalogue.operation import Operation
from tenet.frozen import replace
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.activation import Sigmoid
from tenet.ops.mathematics import Exp
from tenet.ops.softmax import Softmax
from tenet.policy.loss import Loss
from tenet.policy.losses.binary_cross_entropy import BinaryCrossEntropy, BinaryCrossEntropyOfLogits
from tenet.policy.losses.cross_entropy import CrossEntropy, CrossEntropyOfLogits
from tenet.policy.losses.ctc import Ctc, CtcOfLogits
from tenet.policy.losses.kl import Kl, KlOfLogits
from tenet.policy.losses.poisson import Poisson, PoissonOfLogs
from tenet.types.shape import axis_of

STABLE: dict[type[Operation], tuple[type[Operation], type[Loss]]] = {
    CrossEntropy: (Softmax, CrossEntropyOfLogits),
    Ctc: (Softmax, CtcOfLogits),
    Kl: (Softmax, KlOfLogits),
    BinaryCrossEntropy: (Sigmoid, BinaryCrossEntropyOfLogits),
    Poisson: (Exp, PoissonOfLogs),
}
"""Each loss with the activation that it is fused with, and what the two are."""


def fuse_loss(objective: Graph) -> Graph:
    """The objective with losses taken before the activation; outputs stay as they are."""
    producers = objective.producers

    def fused(node: Node) -> Node | Value:
        activation, stable = STABLE.get(type(node.op), (None, None))
        if activation is None or stable is None or not isinstance(node.op, Loss):
            return node
        producer = producers[node.inputs[0].number]
        if not isinstance(producer.op, activation):
            return node
        op, prediction = producer.op, node.types[0]
        if isinstance(op, Softmax) and axis_of(op.axis, prediction.rank) != node.op.along(
            *node.types
        ):
            return node
        settings = {name: getattr(node.op, name) for name in node.op.model_fields_set}
        return replace(node, op=stable(**settings), inputs=(producer.inputs[0], *node.inputs[1:]))

    return objective.rewritten(fused)
