"""Normalisation of groups of channels in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.backends.onnx.ops.norm import scale_and_shift
from tenet.ops.group_norm import GroupNorm, InstanceNorm
from tenet.types.shape import layout


def group_norm(op: GroupNorm, at: Lowering) -> str:
    """InstanceNormalization of whole groups; GroupNormalization means this only from opset 21 on."""
    kind = layout(at.node.types[0].shape)
    last = len(kind.shape) == 2
    x = at.transposed(at.inputs[0], (0, 2, 1), "channels_first") if last else at.inputs[0]
    grouped = at.add("Reshape", x, at.integers(0, op.groups, -1), suffix="grouped")
    ones, zeros = np.ones(op.groups, np.float32), np.zeros(op.groups, np.float32)
    normal = at.add(
        "InstanceNormalization",
        grouped,
        at.build.constant(ones),
        at.build.constant(zeros),
        suffix="normal",
        epsilon=float(op.eps),
    )
    after = "channels" if last else ""
    sizes = at.add("Shape", x, suffix="sizes")
    laid = at.add("Reshape", normal, sizes, suffix="laid" if op.affine else after)
    if op.affine:
        laid = _moved(at, laid, len(kind.places), after)
    return at.transposed(laid, (0, 2, 1), "") if last else laid


def _moved(at: Lowering, x: str, places: int, suffix: str) -> str:
    """X times the scale and plus the shift of each channel, on axis 1."""
    scale, shift = at.weight("weight"), at.weight("bias")
    if places:
        axes = at.integers(*range(1, 1 + places))
        scale = at.add("Unsqueeze", scale, axes, suffix="scale")
        shift = at.add("Unsqueeze", shift, axes, suffix="shift")
    return at.add("Add", at.add("Mul", x, scale, suffix="scaled"), shift, suffix=suffix)


def instance_norm(op: InstanceNorm, at: Lowering) -> str:
    """InstanceNormalization; sequences are transposed around it."""
    last = at.node.types[0].rank == 2
    x = at.transposed(at.inputs[0], (0, 2, 1), "channels_first") if last else at.inputs[0]
    made = at.add(
        "InstanceNormalization",
        x,
        *scale_and_shift(at, affine=op.affine),
        suffix="channels" if last else "",
        epsilon=float(op.eps),
    )
    return at.transposed(made, (0, 2, 1), "") if last else made
