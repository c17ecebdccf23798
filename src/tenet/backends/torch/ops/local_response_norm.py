"""Local response normalisation in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code, channels_last
from tenet.ir.graph import Node
from tenet.ops.local_response_norm import LocalResponseNorm
from tenet.types.shape import spatial


def local_response_norm(op: LocalResponseNorm, node: Node) -> Code:
    """F.local_response_norm, which is the meaning."""
    call = arguments(
        "{0}",
        op.size,
        alpha=None if op.alpha == 1e-4 else op.alpha,
        beta=None if op.beta == 0.75 else op.beta,
        k=None if op.k == 1 else op.k,
    )
    swap = spatial(node.types[0].shape).channels_last
    return Code(channels_last(f"F.local_response_norm({call})", swap=swap))
