"""Normalisation in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code, channels_last
from tenet.ir.graph import Node
from tenet.ops.norm import BatchNorm, LayerNorm, RmsNorm, TrailingNorm
from tenet.types.shape import layout


def batch_norm(op: BatchNorm, node: Node) -> Code:
    """A batch-norm module of the input's rank."""
    shape = node.types[0].shape
    module = arguments(
        layout(shape).channels,
        eps=None if op.eps == 1e-5 else op.eps,
        momentum=None if op.momentum == 0.1 else op.momentum,
        affine=None if op.affine else False,
    )
    made = f"nn.BatchNorm{max(len(shape) - 1, 1)}d({module})"
    if op.lengths:
        return Code("normalise_real({layer}, {0}, {1})", made, helpers=("padding.normalise_real",))
    return Code(channels_last("{layer}({0})", swap=len(shape) == 2), made)


def layer_norm(op: LayerNorm, node: Node) -> Code:
    """A layer-norm module over the last axes, or a function of what has no parameters."""
    eps = None if op.eps == 1e-5 else op.eps
    if not op.affine:
        return Code(f"F.layer_norm({arguments('{0}', f'{{0}}.shape[-{op.axes}:]', eps=eps)})")
    bias = None if op.bias else False
    return Code("{layer}({0})", f"nn.LayerNorm({arguments(_sizes(op, node), eps=eps, bias=bias)})")


def rms_norm(op: RmsNorm, node: Node) -> Code:
    """An RMS-norm module over the last axes, or a function of what has no parameters."""
    if not op.affine:
        return Code(f"F.rms_norm({arguments('{0}', f'{{0}}.shape[-{op.axes}:]', eps=op.eps)})")
    return Code("{layer}({0})", f"nn.RMSNorm({arguments(_sizes(op, node), eps=op.eps)})")


def _sizes(op: TrailingNorm, node: Node) -> object:
    sizes = op.trailing(node.types[0])
    return sizes[0] if len(sizes) == 1 else f"({', '.join(map(str, sizes))})"
