"""The divergence of distributions in PyTorch."""

from __future__ import annotations

from tenet.backends.averaging import averaged
from tenet.backends.lowering import Fused
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.policy.losses.kl import KlOfLogits

kl = Fused("kl_of_logits")


def kl_of_logits(op: KlOfLogits, node: Node) -> Code:
    """On logits; PyTorch's own leaves out what is zero in the target."""
    losses = 'F.kl_div(torch.log_softmax({0}, -1), {1}, reduction="none").sum(-1)'
    call, helpers = averaged(op, losses)
    return Code(call, helpers=helpers)
