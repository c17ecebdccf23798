"""Convolution in PyTorch."""

from __future__ import annotations

from tenet.backends.emitting import arguments
from tenet.backends.torch.code import Code, channels_last, uniform
from tenet.ir.graph import Node
from tenet.ops.conv import Conv


def conv(op: Conv, node: Node) -> Code:
    """A convolution module; padding that is not the same on both sides is added before it.

    PyTorch refuses `padding="same"` with a stride, so the numbers are always written out.
    """
    window = op.window(node.types[0])
    before = tuple(pad[0] for pad in window.pads)
    symmetric = all(pad[0] == pad[1] for pad in window.pads)
    module = arguments(
        window.layout.channels,
        op.channels,
        f"kernel_size={uniform(window.kernel)}",
        stride=None if set(window.stride) == {1} else uniform(window.stride),
        padding=uniform(before) if symmetric and any(before) else None,
        dilation=None if set(window.dilation) == {1} else uniform(window.dilation),
        groups=None if op.groups == 1 else op.groups,
        bias=None if op.bias else False,
    )
    call = "{layer}({0})" if symmetric else f"{{layer}}(F.pad({{0}}, {padding(window.pads)}))"
    swapped = channels_last(call, swap=window.layout.channels_last)
    return Code(swapped, f"nn.Conv{len(window.kernel)}d({module})").rounding(node)


def padding(pads: tuple[tuple[int, int], ...]) -> str:
    """Pads as F.pad takes them: the last axis first."""
    return str(tuple(side for pad in reversed(pads) for side in pad))
