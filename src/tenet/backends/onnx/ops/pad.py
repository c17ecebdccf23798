"""Padding in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.backends.onnx.ops.conv import flat
from tenet.ops.pad import Pad
from tenet.types.shape import spatial
from tenet.types.tensor import DType

MODES = {"constant": "constant", "reflect": "reflect", "replicate": "edge"}
"""What ONNX calls them."""
NUMPY = {DType.I32: np.int32, DType.I64: np.int64}
"""The types of whole numbers."""


def pad(op: Pad, at: Lowering) -> str:
    """Pad on the spatial axes."""
    kind = at.node.types[0]
    amounts = [(0, 0), *op.sides(kind)]
    amounts.insert(spatial(kind.shape).channel_axis + 1, (0, 0))
    given = [at.inputs[0], at.integers(*flat(tuple(amounts)))]
    if op.value:
        given.append(at.build.constant(np.array(op.value, NUMPY.get(kind.dtype, np.float32))))
    return at.add("Pad", *given, mode=MODES[op.mode])
