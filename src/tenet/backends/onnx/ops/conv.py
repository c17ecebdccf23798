"""Convolution in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.conv import Conv


def conv(op: Conv, at: Lowering) -> str:
    """Conv, whose pads may differ on the two sides; sequences are transposed around it."""
    window = op.window(at.node.types[0])
    last = window.layout.channels_last
    x = at.transposed(at.inputs[0], (0, 2, 1), "channels_first") if last else at.inputs[0]
    bias = (at.weight("bias"),) if op.bias else ()
    made = at.add(
        "Conv",
        x,
        at.weight("weight"),
        *bias,
        suffix="channels" if last else "",
        kernel_shape=list(window.kernel),
        strides=list(window.stride),
        dilations=list(window.dilation),
        group=op.groups,
        pads=flat(window.pads),
    )
    return at.transposed(made, (0, 2, 1), "") if last else made


def flat(pads: tuple[tuple[int, int], ...]) -> list[int]:
    """Pads as ONNX takes them: all before, then all after."""
    return [pad[0] for pad in pads] + [pad[1] for pad in pads]
