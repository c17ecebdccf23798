"""Pooling in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.pool import AvgPool, GlobalAvgPool, MaxPool, Pool
from tenet.types.shape import spatial


def max_pool(op: MaxPool, node: Node) -> Code:
    """Max pooling over the spatial axes."""
    return Code(f"max_pool({{0}}, {_window(op, node)})", helpers=("pool.max_pool",))


def avg_pool(op: AvgPool, node: Node) -> Code:
    """Mean pooling over the spatial axes."""
    return Code(f"avg_pool({{0}}, {_window(op, node)})", helpers=("pool.avg_pool",))


def global_avg_pool(op: GlobalAvgPool, node: Node) -> Code:
    """The mean over all places."""
    layout = spatial(node.types[0].shape)
    axes = tuple(a + 1 for a in range(len(layout.shape)) if a != layout.channel_axis)
    return Code(f"{{0}}.mean({axes[0] if len(axes) == 1 else axes})")


def _window(op: Pool, node: Node) -> str:
    layout, kernel, stride = op.sizes(node.types[0])
    pads = op.pads(node.types[0])
    channel = layout.channel_axis
    full_kernel, full_stride, full_pads = [*kernel], [*stride], [*pads]
    for sizes in (full_kernel, full_stride):
        sizes.insert(channel, 1)
    full_pads.insert(channel, (0, 0))
    return f"{(1, *full_kernel)}, {(1, *full_stride)}, {((0, 0), *full_pads)}"
