"""Binary cross-entropy in PyTorch."""

from __future__ import annotations

from tenet.backends.lowering import Fused
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.policy.losses.binary_cross_entropy import BinaryCrossEntropyOfLogits

binary_cross_entropy = Fused("binary_cross_entropy_of_logits")


def binary_cross_entropy_of_logits(op: BinaryCrossEntropyOfLogits, node: Node) -> Code:
    """On logits; whole numbers are cast to the logits' type."""
    target = "{1}" if node.types[1].dtype.is_float else "{1}.to({0}.dtype)"
    return Code(f"F.binary_cross_entropy_with_logits({{0}}, {target})")
