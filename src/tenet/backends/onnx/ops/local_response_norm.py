"""Local response normalisation in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.local_response_norm import LocalResponseNorm
from tenet.types.shape import spatial


def local_response_norm(op: LocalResponseNorm, at: Lowering) -> str:
    """X over a power of mean squares, which are those of an image whose one side is the channels.

    LRN would be one node, but ONNX's reference evaluator and ONNX Runtime disagree on it.
    """
    layout, x = spatial(at.node.types[0].shape), at.inputs[0]
    assert isinstance(layout.channels, int)
    last = layout.channels_last
    sides = (-1, layout.channels) if last else (layout.channels, -1)
    image = at.add("Reshape", x, at.integers(0, 1, *sides), suffix="image")
    before, after = op.size // 2, (op.size - 1) // 2
    mean = at.add(
        "AveragePool",
        at.add("Mul", image, image, suffix="square"),
        suffix="mean",
        kernel_shape=[1, op.size] if last else [op.size, 1],
        pads=[0, before, 0, after] if last else [before, 0, after, 0],
        count_include_pad=1,
    )
    alpha, beta, k = (
        at.build.constant(np.array(number, np.float32)) for number in (op.alpha, op.beta, op.k)
    )
    base = at.add("Add", at.add("Mul", mean, alpha, suffix="scaled"), k, suffix="base")
    divisor = at.add("Pow", base, beta, suffix="divisor")
    sizes = at.add("Shape", x, suffix="sizes")
    return at.add("Div", x, at.add("Reshape", divisor, sizes, suffix="laid"))
