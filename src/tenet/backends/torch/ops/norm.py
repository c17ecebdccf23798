"""Normalisation in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code, arguments, channels_last
from tenet.ir.graph import Node
from tenet.ops.norm import BatchNorm, LayerNorm
from tenet.types.shape import layout


def batch_norm(op: BatchNorm, node: Node) -> Code:
    """A batch-norm module of the input's rank."""
    shape = node.types[0].shape
    module = arguments(
        layout(shape).channels,
        eps=None if op.eps == 1e-5 else op.eps,
        momentum=None if op.momentum == 0.1 else op.momentum,
    )
    axes = max(len(shape) - 1, 1)
    return Code(
        channels_last("{layer}({0})", swap=len(shape) == 2), f"nn.BatchNorm{axes}d({module})"
    )


def layer_norm(op: LayerNorm, node: Node) -> Code:
    """A layer-norm module over the last axis."""
    eps = None if op.eps == 1e-5 else op.eps
    return Code("{layer}({0})", f"nn.LayerNorm({arguments(node.types[0].shape[-1], eps=eps)})")
