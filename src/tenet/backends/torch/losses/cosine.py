"""The angle between vectors in PyTorch."""

from __future__ import annotations

from tenet.backends.averaging import averaged
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.policy.losses.cosine import Cosine


def cosine(op: Cosine, node: Node) -> Code:
    """One less the cosine, along the last axis."""
    call, helpers = averaged(op, "(1 - F.cosine_similarity({0}, {1}, dim=-1))")
    return Code(call, helpers=helpers)
