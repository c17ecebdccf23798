"""Categories as vectors in ONNX."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.one_hot import OneHot
from tenet.types.tensor import DType


def one_hot(op: OneHot, at: Lowering) -> str:
    """ONNX's own, of wide whole numbers."""
    x, values = at.inputs[0], at.build.constant(np.array([0, 1], np.float32))
    if at.node.types[0].dtype is not DType.I64:
        x = at.add("Cast", x, suffix="wide", to=TensorProto.INT64)
    count = op.count(at.node.types[0])
    if isinstance(count, int):
        depth = at.build.constant(np.array(count, np.int64))
    else:
        depth = at.add("Squeeze", at.size(count), suffix="classes")
    return at.add("OneHot", x, depth, values)
