"""Reductions in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.reduction import Max, Mean, Min, Reduction, Sum


def sum(op: Sum, at: Lowering) -> str:  # noqa: A001  # the operation's name
    """The sum."""
    return _reduced("ReduceSum", op, at)


def mean(op: Mean, at: Lowering) -> str:
    """The mean."""
    return _reduced("ReduceMean", op, at)


def max(op: Max, at: Lowering) -> str:  # noqa: A001  # the operation's name
    """The largest."""
    return _reduced("ReduceMax", op, at)


def min(op: Min, at: Lowering) -> str:  # noqa: A001  # the operation's name
    """The smallest."""
    return _reduced("ReduceMin", op, at)


def _reduced(op_type: str, op: Reduction, at: Lowering) -> str:
    """A node along axes; the batch counts in ONNX. One number is all that there is of itself."""
    axes = [axis + at.node.output.type.batched for axis in op.along(at.node.types[0])]
    if not axes:
        return at.add("Identity", at.inputs[0])
    return at.add(op_type, at.inputs[0], at.integers(*axes), keepdims=int(op.keep))
