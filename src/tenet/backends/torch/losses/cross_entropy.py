"""Cross-entropy in PyTorch."""

from __future__ import annotations

from tenet.backends.averaging import class_losses
from tenet.backends.lowering import Fused
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.policy.losses.cross_entropy import CrossEntropyOfLogits

cross_entropy = Fused("cross_entropy_of_logits")


def cross_entropy_of_logits(op: CrossEntropyOfLogits, node: Node) -> Code:
    """On logits; PyTorch wants the classes on axis 1."""
    if op.plain:
        axis, rank = op.along(*node.types), node.types[0].rank
        scores = "{0}" if axis == 0 or rank == 1 else "{0}.movedim(-1, 1)"
        return Code(f"F.cross_entropy({scores}, {{1}})")
    call, helpers = class_losses(op, node)
    return Code(call, helpers=helpers)
