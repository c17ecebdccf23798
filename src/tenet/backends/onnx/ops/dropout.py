"""Dropout and its relatives in ONNX: a deployed model forgets nothing.

Passes leave them out before it comes to this.
"""

from __future__ import annotations

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.dropout import AlphaDropout, Dropout, DropPath, Forgetting, SpatialDropout


def _identity(op: Forgetting, at: Lowering) -> str:
    return at.add("Identity", at.inputs[0])


def dropout(op: Dropout, at: Lowering) -> str:
    """The identity."""
    return _identity(op, at)


def spatial_dropout(op: SpatialDropout, at: Lowering) -> str:
    """The identity."""
    return _identity(op, at)


def drop_path(op: DropPath, at: Lowering) -> str:
    """The identity."""
    return _identity(op, at)


def alpha_dropout(op: AlphaDropout, at: Lowering) -> str:
    """The identity."""
    return _identity(op, at)
