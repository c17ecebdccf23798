"""Choosing places in ONNX."""

from __future__ import annotations

from onnx import TensorProto

from tenet.backends.onnx.lowered import Lowering
from tenet.ops.gather import Gather
from tenet.types.tensor import DType


def gather(op: Gather, at: Lowering) -> str:
    """Gather; where both have rows GatherND, whose first axis after the batch is the one chosen from."""
    x, index = at.node.types
    value, places = at.inputs
    axis = op.along(x)
    if not (x.batched and index.batched):
        moved = bool(index.batched and axis)
        made = at.add(
            "Gather", value, places, suffix="chosen" if moved else "", axis=axis + x.batched
        )
        rank = at.node.output.type.rank + 1
        return at.transposed(made, _moved(axis, 0, rank), "") if moved else made
    if index.dtype is not DType.I64:
        places = at.add("Cast", places, suffix="wide", to=TensorProto.INT64)
    pointed = at.add("Unsqueeze", places, at.integers(-1), suffix="index")
    if axis:
        value = at.transposed(value, _moved(axis + 1, 1, x.rank + 1), "turned")
    made = at.add("GatherND", value, pointed, suffix="chosen" if axis else "", batch_dims=1)
    if not axis:
        return made
    made_by_index = range(1, 1 + index.rank)
    others = range(1 + index.rank, index.rank + x.rank)
    order = (0, *others[:axis], *made_by_index, *others[axis:])
    return at.transposed(made, order, "")


def _moved(axis: int, place: int, rank: int) -> tuple[int, ...]:
    """The order of axes with one of them at another place."""
    order = [other for other in range(rank) if other != axis]
    return (*order[:place], axis, *order[place:])
