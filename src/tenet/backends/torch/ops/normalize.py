"""Length one, and directions, in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code
from tenet.ir.graph import Node
from tenet.ops.normalize import CosineSimilarity, Normalize


def normalize(op: Normalize, node: Node) -> Code:
    """PyTorch's own; the batch counts there."""
    settings = arguments(
        p={1: 1, 2: None, "inf": 'float("inf")'}[op.p],
        dim=op.along(node.types[0]) + node.types[0].batched,
        eps=None if op.eps == 1e-12 else op.eps,
    )
    return Code(f"F.normalize({{0}}, {settings})")


def cosine_similarity(op: CosineSimilarity, node: Node) -> Code:
    """PyTorch's own."""
    eps = None if op.eps == 1e-8 else op.eps
    settings = arguments(dim=op.along(node.types[0]), eps=eps)
    return Code(f"F.cosine_similarity({{0}}, {{1}}, {settings})")
