"""Normalisation of groups of channels in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code, channels_last
from tenet.ir.graph import Node
from tenet.ops.group_norm import GroupNorm, InstanceNorm
from tenet.types.shape import layout


def group_norm(op: GroupNorm, node: Node) -> Code:
    """A group-norm module, or a function of what has no parameters."""
    eps = None if op.eps == 1e-5 else op.eps
    swap = node.types[0].rank == 2
    if not op.affine:
        call = f"F.group_norm({arguments('{0}', op.groups, eps=eps)})"
        return Code(channels_last(call, swap=swap))
    module = arguments(op.groups, layout(node.types[0].shape).channels, eps=eps)
    return Code(channels_last("{layer}({0})", swap=swap), f"nn.GroupNorm({module})")


def instance_norm(op: InstanceNorm, node: Node) -> Code:
    """An instance-norm module, or a function of what has no parameters."""
    eps = None if op.eps == 1e-5 else op.eps
    kind = layout(node.types[0].shape)
    if not op.affine:
        call = f"F.instance_norm({arguments('{0}', eps=eps)})"
        return Code(channels_last(call, swap=kind.channels_last))
    module = arguments(kind.channels, eps=eps, affine=True)
    return Code(
        channels_last("{layer}({0})", swap=kind.channels_last),
        f"nn.InstanceNorm{len(kind.places)}d({module})",
    )
