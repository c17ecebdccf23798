"""Cross-entropy in PyTorch."""

from __future__ import annotations

from tenet.backends.lowering import Fused
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.policy.losses.cross_entropy import CrossEntropyOfLogits

cross_entropy = Fused("cross_entropy_of_logits")


def cross_entropy_of_logits(op: CrossEntropyOfLogits, node: Node) -> Code:
    """On logits; PyTorch wants the classes on axis 1."""
    rank = node.types[0].rank
    return Code(
        "F.cross_entropy({0}, {1})" if rank == 1 else "F.cross_entropy({0}.movedim(-1, 1), {1})"
    )
