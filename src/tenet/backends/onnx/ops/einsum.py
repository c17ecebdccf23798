"""Summed products in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.einsum import Einsum


def einsum(op: Einsum, at: Lowering) -> str:
    """ONNX's own, with a letter for the batch."""
    return at.add("Einsum", *at.inputs, equation=op.with_batch(*at.node.types))
