"""Inputs, constants and parameters in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.source import Constant, Input, Parameter


def input(op: Input, at: Lowering) -> str:  # noqa: A001  # the operation's name
    """Never lowered: an input is a value that is there already."""
    raise AssertionError(at.node.path)


def constant(op: Constant, at: Lowering) -> str:
    """A scalar, which stretches."""
    return at.build.constant(np.array(op.value, np.float32))


def parameter(op: Parameter, at: Lowering) -> str:
    """The trained tensor itself."""
    (parameter,) = at.node.parameters
    return at.build.weight(parameter.path, at.weights[parameter.path])
