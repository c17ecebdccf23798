"""Depthwise convolution in JAX."""

from __future__ import annotations

from tenet.backends.jax.code import Code
from tenet.backends.jax.ops.conv import conv
from tenet.ir.graph import Node
from tenet.ops.depthwise_conv import DepthwiseConv


def depthwise_conv(op: DepthwiseConv, node: Node) -> Code:
    """A convolution in as many groups as there are channels."""
    return conv(op.grouped(node.types[0]), node)
