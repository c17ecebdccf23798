"""Inputs, constants and parameters in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.source import Constant, FullLike, Input, Parameter, Tied


def input(op: Input, at: Lowering) -> str:  # noqa: A001  # the operation's name
    """Never lowered: an input is a value that is there already."""
    raise AssertionError(at.node.path)


def constant(op: Constant, at: Lowering) -> str:
    """A scalar, which stretches."""
    dtype = np.int64 if isinstance(op.value, int) else np.float32
    return at.build.constant(np.array(op.value, dtype))


def full_like(op: FullLike, at: Lowering) -> str:
    """The number, stretched to the other's shape."""
    number = at.build.constant(np.array(op.value, np.float32))
    return at.add("Expand", number, at.add("Shape", at.inputs[0], suffix="shape"))


def parameter(op: Parameter, at: Lowering) -> str:
    """The trained tensor itself."""
    return at.stored(at.node.parameters[0])


def tied(op: Tied, at: Lowering) -> str:
    """The trained tensor of the other layer."""
    return at.stored(at.node.parameters[0])
