"""Reductions in ONNX."""

from __future__ import annotations

from functools import reduce

from onnx import TensorProto

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.reduction import (
    All,
    Any,
    Logsumexp,
    Max,
    Mean,
    Min,
    Norm,
    Prod,
    Reduction,
    Spread,
    Std,
    Sum,
    Variance,
)


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


def prod(op: Prod, at: Lowering) -> str:
    """The product."""
    return _reduced("ReduceProd", op, at)


def variance(op: Variance, at: Lowering) -> str:
    """The mean of the squared distances from the mean, in two passes."""
    return _variance(op, at, "")


def std(op: Std, at: Lowering) -> str:
    """The root of the variance."""
    return at.add("Sqrt", _variance(op, at, "variance"))


def _variance(op: Spread, at: Lowering, suffix: str) -> str:
    axes, x = _axes(op, at), at.inputs[0]
    mean = at.reduced("ReduceMean", x, axes, suffix="mean", keep=True)
    centred = at.add("Sub", x, mean, suffix="centred")
    squared = at.add("Mul", centred, centred, suffix="squared")
    if not op.unbiased:
        return at.reduced("ReduceMean", squared, axes, keep=op.keep, suffix=suffix)
    total = at.reduced("ReduceSum", squared, axes, keep=op.keep, suffix="total")
    return at.add("Div", total, _one_less(at, axes), suffix=suffix)


def _one_less(at: Lowering, axes: list[int]) -> str:
    """One less than there are numbers along the axes, as a float."""
    sizes = [at.extent(0, axis) for axis in axes]
    count = reduce(lambda a, b: at.add("Mul", a, b, suffix="count"), sizes)
    less = at.add("Squeeze", at.add("Sub", count, at.integers(1), suffix="less"), suffix="number")
    return at.add("Cast", less, suffix="divisor", to=TensorProto.FLOAT)


def logsumexp(op: Logsumexp, at: Lowering) -> str:
    """ONNX's own."""
    return _reduced("ReduceLogSumExp", op, at)


def norm(op: Norm, at: Lowering) -> str:
    """The norm of what lies along the axes, as one vector."""
    return measured(op.p, at, at.inputs[0], _axes(op, at), keep=op.keep)


NORMS = {1: "ReduceL1", 2: "ReduceL2"}


def measured(  # a norm has so many parts
    p: int | str, at: Lowering, value: str, axes: list[int], *, keep: bool, suffix: str = ""
) -> str:
    """A norm of a value along axes, the batch counted."""
    op_type = NORMS.get(p) if isinstance(p, int) else None
    if op_type is None:
        value, op_type = at.add("Abs", value, suffix="size"), "ReduceMax"
    return at.reduced(op_type, value, axes, keep=keep, suffix=suffix)


def any(op: Any, at: Lowering) -> str:  # noqa: A001  # the operation's name
    """Whether as a number the largest is 1; ONNX compares no truths."""
    return _of_truths("ReduceMax", op, at)


def all(op: All, at: Lowering) -> str:  # noqa: A001  # the operation's name
    """Whether as a number the smallest is 1; ONNX compares no truths."""
    return _of_truths("ReduceMin", op, at)


def _of_truths(op_type: str, op: Reduction, at: Lowering) -> str:
    axes, x = _axes(op, at), at.inputs[0]
    if not axes:
        return at.add("Identity", x)
    numbers = at.add("Cast", x, suffix="numbers", to=TensorProto.INT32)
    found = at.reduced(op_type, numbers, axes, keep=op.keep, suffix="found")
    return at.add("Cast", found, to=TensorProto.BOOL)


def _axes(op: Reduction, at: Lowering) -> list[int]:
    """The axes to go along; the batch counts in ONNX."""
    return [axis + at.node.output.type.batched for axis in op.along(at.node.types[0])]


def _reduced(op_type: str, op: Reduction, at: Lowering) -> str:
    """A node along axes. One number is all that there is of itself."""
    axes = _axes(op, at)
    if not axes:
        return at.add("Identity", at.inputs[0])
    return at.reduced(op_type, at.inputs[0], axes, keep=op.keep)
