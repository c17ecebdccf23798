"""Transposed convolution in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.conv_transpose import ConvTranspose
from tenet.types.shape import Misfit


def conv_transpose(op: ConvTranspose, at: Lowering) -> str:
    """ConvTranspose, which is PyTorch's; sequences are transposed around it.

    What is added at the end is rather cut off less: ONNX Runtime adds less than the stride alone.
    """
    spread = op.spread(at.node.types[0])
    ends = tuple(max(c - a, 0) for c, a in zip(spread.padding, spread.output_padding, strict=True))
    added = tuple(max(a - c, 0) for c, a in zip(spread.padding, spread.output_padding, strict=True))
    if any(more >= stride for more, stride in zip(added, spread.stride, strict=True)):
        raise Misfit(
            "adds places at the end of an axis beyond its padding, as many as its stride or more",
            "use less `output_padding`, or more `padding`",
        )
    last = spread.layout.channels_last
    x = at.transposed(at.inputs[0], (0, 2, 1), "channels_first") if last else at.inputs[0]
    bias = (at.weight("bias"),) if op.bias else ()
    made = at.add(
        "ConvTranspose",
        x,
        at.weight("weight"),
        *bias,
        suffix="channels" if last else "",
        kernel_shape=list(spread.kernel),
        strides=list(spread.stride),
        dilations=list(spread.dilation),
        group=op.groups,
        pads=[*spread.padding, *ends],
        output_padding=list(added),
    )
    return at.transposed(made, (0, 2, 1), "") if last else made
