"""Embedding in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.embedding import Embedding


def embedding(op: Embedding, at: Lowering) -> str:
    """Gather from the table."""
    return at.add("Gather", at.weight("weight"), at.inputs[0], axis=0)
