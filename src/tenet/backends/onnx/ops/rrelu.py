"""The randomised leaky rectifier in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.rrelu import Rrelu


def rrelu(op: Rrelu, at: Lowering) -> str:
    """LeakyRelu with the mean of the slopes."""
    return at.add("LeakyRelu", *at.inputs, alpha=op.settled.slope)
