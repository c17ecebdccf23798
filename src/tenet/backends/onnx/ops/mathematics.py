"""Elementary functions in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.mathematics import (
    Abs,
    Atan,
    Ceil,
    Clip,
    Cos,
    Cosh,
    Erf,
    Exp,
    Expm1,
    Floor,
    Log,
    Log1p,
    Neg,
    Reciprocal,
    Round,
    Rsqrt,
    Sign,
    Sin,
    Sinh,
    Sqrt,
    Square,
)
from tenet.types.tensor import DType


def exp(op: Exp, at: Lowering) -> str:
    """E to the power of x."""
    return at.add("Exp", *at.inputs)


def log(op: Log, at: Lowering) -> str:
    """The natural logarithm."""
    return at.add("Log", *at.inputs)


def sqrt(op: Sqrt, at: Lowering) -> str:
    """The square root."""
    return at.add("Sqrt", *at.inputs)


def abs(op: Abs, at: Lowering) -> str:  # noqa: A001  # the operation's name
    """X without its sign."""
    return at.add("Abs", *at.inputs)


def neg(op: Neg, at: Lowering) -> str:
    """X with the other sign."""
    return at.add("Neg", *at.inputs)


def reciprocal(op: Reciprocal, at: Lowering) -> str:
    """One over x."""
    return at.add("Reciprocal", *at.inputs)


def sign(op: Sign, at: Lowering) -> str:
    """The sign of x."""
    return at.add("Sign", *at.inputs)


def sin(op: Sin, at: Lowering) -> str:
    """The sine."""
    return at.add("Sin", *at.inputs)


def cos(op: Cos, at: Lowering) -> str:
    """The cosine."""
    return at.add("Cos", *at.inputs)


def sinh(op: Sinh, at: Lowering) -> str:
    """The hyperbolic sine."""
    return at.add("Sinh", *at.inputs)


def cosh(op: Cosh, at: Lowering) -> str:
    """The hyperbolic cosine."""
    return at.add("Cosh", *at.inputs)


def atan(op: Atan, at: Lowering) -> str:
    """The angle whose tangent is x."""
    return at.add("Atan", *at.inputs)


def erf(op: Erf, at: Lowering) -> str:
    """The error function."""
    return at.add("Erf", *at.inputs)


def floor(op: Floor, at: Lowering) -> str:
    """Rounded down."""
    return at.add("Floor", *at.inputs)


def ceil(op: Ceil, at: Lowering) -> str:
    """Rounded up."""
    return at.add("Ceil", *at.inputs)


def round(op: Round, at: Lowering) -> str:  # noqa: A001  # the operation's name
    """Rounded to the nearest, halves to even ones."""
    return at.add("Round", *at.inputs)


def log1p(op: Log1p, at: Lowering) -> str:
    """The logarithm of the sum, since ONNX has no other."""
    return at.add("Log", at.add("Add", *at.inputs, at.number(1), suffix="moved"))


def expm1(op: Expm1, at: Lowering) -> str:
    """The exponential less one, since ONNX has no other."""
    return at.add("Sub", at.add("Exp", *at.inputs, suffix="exp"), at.number(1))


def rsqrt(op: Rsqrt, at: Lowering) -> str:
    """One over the square root."""
    return at.add("Reciprocal", at.add("Sqrt", *at.inputs, suffix="root"))


def square(op: Square, at: Lowering) -> str:
    """X times itself, of whole numbers too."""
    (x,) = at.inputs
    return at.add("Mul", x, x)


def clip(op: Clip, at: Lowering) -> str:
    """ONNX's own; an end that is not given is left out."""
    x = at.node.types[0]
    dtype = {DType.I32: np.int32, DType.I64: np.int64}.get(x.dtype, np.float32)
    ends = ["" if end is None else at.build.constant(np.array(end, dtype)) for end in op.ends(x)]
    return at.add("Clip", *at.inputs, *ends)
