"""Binary cross-entropy in PyTorch."""

from __future__ import annotations

from tenet.backends.averaging import averaged, bit_losses
from tenet.backends.lowering import Fused
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.policy.losses.binary_cross_entropy import BinaryCrossEntropyOfLogits

binary_cross_entropy = Fused("binary_cross_entropy_of_logits")


def binary_cross_entropy_of_logits(op: BinaryCrossEntropyOfLogits, node: Node) -> Code:
    """On logits; whole numbers are cast to the logits' type."""
    target = "{1}" if node.types[1].dtype.is_float else "{1}.to({0}.dtype)"
    function = f"F.binary_cross_entropy_with_logits({{0}}, {target}"
    if not op.plain:
        call, helpers = bit_losses(op)
    elif op.weighing or op.reduce == "sum":
        call, helpers = averaged(op, f'{function}, reduction="none")')
    else:
        call, helpers = f"{function})", ()
    return Code(call, helpers=helpers)
