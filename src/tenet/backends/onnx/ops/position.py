"""Positions as vectors in ONNX."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.position import Sinusoids


def sinusoids(op: Sinusoids, at: Lowering) -> str:
    """A constant, or sines of angles, in double precision, for as many positions as an input tells."""
    feature = np.arange(op.features)
    frequency = op.base ** (-(feature - feature % 2) / op.features)
    if isinstance(op.length, int):
        angle = np.arange(op.length)[:, None] * frequency
        waves = np.where(feature % 2 == 0, np.sin(angle), np.cos(angle))
        return at.build.constant(waves.astype(np.float32), at.node.path)
    zero, one = (at.build.constant(np.array(n, np.int64)) for n in (0, 1))
    count = at.add("Squeeze", at.size(op.length), suffix="count")
    positions = at.add("Range", zero, count, one, suffix="range")
    column = at.add("Unsqueeze", positions, at.integers(1), suffix="column")
    precise = at.add("Cast", column, suffix="positions", to=TensorProto.DOUBLE)
    product = at.add("Mul", precise, at.build.constant(frequency), suffix="product")
    # A cosine is a sine a quarter of a turn on; ONNX Runtime has none in double precision.
    ahead = at.build.constant(np.where(feature % 2 == 0, 0, np.pi / 2))
    sines = at.add("Sin", at.add("Add", product, ahead, suffix="angle"), suffix="waves")
    return at.add("Cast", sines, to=TensorProto.FLOAT)
