"""Casts in PyTorch."""

from __future__ import annotations

from tenet.backends.torch.code import HALF, Code
from tenet.ir.graph import Node
from tenet.ops.cast import Cast, CastFloat
from tenet.types.tensor import DType

ELEMENT = {"f32": "torch.float32", "i32": "torch.int32", "i64": "torch.int64", "bool": "torch.bool"}


def cast(op: Cast, node: Node) -> Code:
    """Another element type; nothing where it is the same."""
    same = node.types[0].dtype is DType(op.to)
    return Code("{0}" if same else f"{{0}}.to({ELEMENT[op.to]})")


def cast_float(op: CastFloat, node: Node) -> Code:
    """Floats of another precision."""
    return Code(f"{{0}}.to({HALF.get(node.output.type.dtype, ELEMENT['f32'])})")
