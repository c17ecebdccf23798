"""Pooling in PyTorch."""

from __future__ import annotations

from math import prod

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code, channels_last, uniform
from tenet.backends.torch.ops.conv import padding
from tenet.ir.graph import Node
from tenet.ops.pool import (
    AdaptiveAvgPool,
    AdaptiveMaxPool,
    AdaptivePool,
    AvgPool,
    GlobalAvgPool,
    GlobalMaxPool,
    L2Pool,
    MaxPool,
)
from tenet.ops.window import Window, sliding
from tenet.types.shape import spatial


def max_pool(op: MaxPool, node: Node) -> Code:
    """Max pooling; what is added at the edges is never the largest."""
    window = op.window(node.types[0])
    plain, dilation = _plain(window), _spelt(window.dilation, (1,) * len(window.kernel))
    if plain is not None:
        call = _call("max_pool", "{0}", window, padding=plain, dilation=dilation)
    else:
        padded = f'F.pad({{0}}, {padding(window.pads)}, value=float("-inf"))'
        call = _call("max_pool", padded, window, dilation=dilation)
    return Code(channels_last(call, swap=window.layout.channels_last))


def avg_pool(op: AvgPool, node: Node) -> Code:
    """Mean pooling; where a window reaches over the edge, the mean is of what is inside."""
    window = op.window(node.types[0])
    plain, padded = _plain(window), any(side for pad in window.pads for side in pad)
    if plain is not None:
        within = None if op.count_padding or not padded else False
        call = _call("avg_pool", "{0}", window, padding=plain, count_include_pad=within)
    else:
        pads = padding(window.pads)
        call = _call("avg_pool", f"F.pad({{0}}, {pads})", window)
        if not op.count_padding:
            inside = _call("avg_pool", f"F.pad(torch.ones_like({{0}}), {pads})", window)
            call = f"{call} / {inside}"
    if not window.layout.channels_last:
        return Code(call)
    swapped = call.replace("{0}", "{0}.transpose(1, 2)")
    return Code(f"({swapped}).transpose(1, 2)" if " / " in call else f"{swapped}.transpose(1, 2)")


def l2_pool(op: L2Pool, node: Node) -> Code:
    """The kit's root of a mean of squares; F.lp_pool has no gradient where a window is zero."""
    window = op.window(node.types[0])
    plain = _plain(window)
    inner = "{0}.square()" if plain else f"F.pad({{0}}.square(), {padding(window.pads)})"
    mean = _call("avg_pool", inner, window, padding=plain)
    call = f"root({prod(window.kernel)} * {mean})"
    swapped = channels_last(call, swap=window.layout.channels_last)
    return Code(swapped, helpers=("root.root",))


def global_avg_pool(op: GlobalAvgPool, node: Node) -> Code:
    """The mean over all places."""
    return Code(f"{{0}}.mean(dim={_places(node)})")


def global_max_pool(op: GlobalMaxPool, node: Node) -> Code:
    """The largest over all places; PyTorch shares the gradient among equal ones in this form alone."""
    return Code(f"{{0}}.amax(dim={_places(node)})")


def adaptive_avg_pool(op: AdaptiveAvgPool, node: Node) -> Code:
    """Adaptive mean pooling."""
    return _adaptive("adaptive_avg_pool", op, node)


def adaptive_max_pool(op: AdaptiveMaxPool, node: Node) -> Code:
    """Adaptive max pooling."""
    return _adaptive("adaptive_max_pool", op, node)


def _adaptive(name: str, op: AdaptivePool, node: Node) -> Code:
    window = op.window(node.types[0])
    size = op.size if isinstance(op.size, int) else uniform(op.size)
    call = f"F.{name}{len(window.kernel)}d({{0}}, {size})"
    return Code(channels_last(call, swap=window.layout.channels_last))


def _places(node: Node) -> object:
    axes = tuple(axis + 1 for axis in sliding(spatial(node.types[0].shape)))
    return axes[0] if len(axes) == 1 else axes


def _plain(window: Window) -> object:
    """The padding as PyTorch pools with it: the same on both sides, at most half a window."""
    pads = window.pads
    if any(
        pad[0] != pad[1] or pad[0] > kernel // 2
        for pad, kernel in zip(pads, window.kernel, strict=True)
    ):
        return None
    return uniform(tuple(pad[0] for pad in pads))


def _spelt(numbers: tuple[int, ...], usual: tuple[int, ...]) -> object:
    return None if numbers == usual else uniform(numbers)


def _call(name: str, inner: str, window: Window, **settings: object) -> str:
    """A pooling call; settings that are zero are not written."""
    written = {name: value for name, value in settings.items() if value is False or value}
    stride = _spelt(window.stride, window.kernel)
    settings_ = arguments(uniform(window.kernel), stride=stride, **written)
    return f"F.{name}{len(window.kernel)}d({inner}, {settings_})"
