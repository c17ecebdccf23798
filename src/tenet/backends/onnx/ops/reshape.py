"""Reshape in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.reshape import Reshape


def reshape(op: Reshape, at: Lowering) -> str:
    """0 keeps the batch axis as it is; one symbolic size is left to be inferred."""
    sizes = [size if isinstance(size, int) else -1 for size in op.sizes]
    batch = (0,) if at.node.output.type.batched else ()
    return at.add("Reshape", at.inputs[0], at.integers(*batch, *sizes))
