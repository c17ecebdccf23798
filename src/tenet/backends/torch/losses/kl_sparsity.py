"""The penalty of active units in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.policy.losses.kl_sparsity import EDGE, KlSparsity


def kl_sparsity(op: KlSparsity, node: Node) -> Code:
    """The kit's."""
    return Code(f"sparsity({{0}}, {float(op.rho)}, {EDGE})", helpers=("sparsity.sparsity",))
