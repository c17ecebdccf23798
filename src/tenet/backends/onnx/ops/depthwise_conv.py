"""Depthwise convolution in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.backends.onnx.ops.conv import conv
from tenet.ops.depthwise_conv import DepthwiseConv


def depthwise_conv(op: DepthwiseConv, at: Lowering) -> str:
    """Conv in as many groups as there are channels."""
    return conv(op.grouped(at.node.types[0]), at)
