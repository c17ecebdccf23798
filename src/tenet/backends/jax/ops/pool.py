"""Pooling in JAX."""

from __future__ import annotations

from math import prod

from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.ops.pool import (
    AdaptiveAvgPool,
    AdaptiveMaxPool,
    AvgPool,
    GlobalAvgPool,
    GlobalMaxPool,
    L2Pool,
    MaxPool,
)
from tenet.ops.window import Window, sliding
from tenet.types.shape import spatial


def max_pool(op: MaxPool, node: Node) -> Code:
    """Max pooling over the spatial axes."""
    window = op.window(node.types[0])
    if set(window.dilation) == {1}:
        return _pooled("max_pool", window)
    dilation = _full(window, window.dilation)
    return Code(f"max_pool({{0}}, {_window(window)}, {dilation})", helpers=("pool.max_pool",))


def avg_pool(op: AvgPool, node: Node) -> Code:
    """Mean pooling over the spatial axes."""
    window = op.window(node.types[0])
    if op.count_padding:
        summed = _pooled("sum_pool", window)
        return Code(f"{summed.call} / {prod(window.kernel)}", helpers=summed.helpers)
    return _pooled("avg_pool", window)


def l2_pool(op: L2Pool, node: Node) -> Code:
    """The root of pooled squares, over the spatial axes."""
    call = f"root(sum_pool({{0}} ** 2, {_window(op.window(node.types[0]))}))"
    return Code(call, helpers=("pool.sum_pool", "root.root"))


def adaptive_avg_pool(op: AdaptiveAvgPool, node: Node) -> Code:
    """Mean pooling with the windows that the sizes ask for."""
    return _pooled("avg_pool", op.window(node.types[0]))


def adaptive_max_pool(op: AdaptiveMaxPool, node: Node) -> Code:
    """Max pooling with the windows that the sizes ask for."""
    return _pooled("max_pool", op.window(node.types[0]))


def global_avg_pool(op: GlobalAvgPool, node: Node) -> Code:
    """The mean over all places."""
    return Code(f"{{0}}.mean({_places(node)})")


def global_max_pool(op: GlobalMaxPool, node: Node) -> Code:
    """The largest over all places."""
    return Code(f"{{0}}.max({_places(node)})")


def _places(node: Node) -> object:
    axes = tuple(axis + 1 for axis in sliding(spatial(node.types[0].shape)))
    return axes[0] if len(axes) == 1 else axes


def _pooled(function: str, window: Window) -> Code:
    return Code(f"{function}({{0}}, {_window(window)})", helpers=(f"pool.{function}",))


def _window(window: Window) -> str:
    """Kernel, stride and padding on every axis, the batch included."""
    pads = [*window.pads]
    pads.insert(window.layout.channel_axis, (0, 0))
    kernel, stride = _full(window, window.kernel), _full(window, window.stride)
    return f"{kernel}, {stride}, {((0, 0), *pads)}"


def _full(window: Window, numbers: tuple[int, ...]) -> tuple[int, ...]:
    spelt = [*numbers]
    spelt.insert(window.layout.channel_axis, 1)
    return (1, *spelt)
