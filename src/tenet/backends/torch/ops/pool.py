"""Pooling in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import Code, arguments, channels_last, uniform
from tenet.backends.torch.ops.conv import padding
from tenet.ir.graph import Node
from tenet.ops.pool import AvgPool, GlobalAvgPool, MaxPool, Pool
from tenet.types.shape import spatial


def max_pool(op: MaxPool, node: Node) -> Code:
    """Max pooling; what is added at the edges is never the largest."""
    layout, _, _ = op.sizes(node.types[0])
    pads = op.pads(node.types[0])
    inner = "{0}"
    if any(side for pad in pads for side in pad):
        inner = f'F.pad({{0}}, {padding(pads)}, value=float("-inf"))'
    call = f"F.max_pool{len(pads)}d({inner}, {_window(op, node)})"
    return Code(channels_last(call, swap=layout.channels_last))


def avg_pool(op: AvgPool, node: Node) -> Code:
    """Mean pooling; where a window reaches over the edge, the mean is of what is inside."""
    layout, _, _ = op.sizes(node.types[0])
    pads = op.pads(node.types[0])
    pool, window = f"F.avg_pool{len(pads)}d", _window(op, node)
    call = f"{pool}({{0}}, {window})"
    if any(side for pad in pads for side in pad):
        inside = f"F.pad(torch.ones_like({{0}}), {padding(pads)})"
        call = f"{pool}(F.pad({{0}}, {padding(pads)}), {window}) / {pool}({inside}, {window})"
    if not layout.channels_last:
        return Code(call)
    swapped = call.replace("{0}", "{0}.transpose(1, 2)")
    return Code(f"({swapped}).transpose(1, 2)")


def global_avg_pool(op: GlobalAvgPool, node: Node) -> Code:
    """The mean over all places."""
    layout = spatial(node.types[0].shape)
    axes = tuple(a + 1 for a in range(len(layout.shape)) if a != layout.channel_axis)
    return Code(f"{{0}}.mean(dim={uniform(axes) if len(axes) == 1 else axes})")


def _window(op: Pool, node: Node) -> str:
    _, kernel, stride = op.sizes(node.types[0])
    return arguments(uniform(kernel), stride=None if stride == kernel else uniform(stride))
