"""Compute a node while compiling, where all that it reads is constant."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from math import prod

import numpy as np
import numpy.typing as npt
from onnx import NodeProto, helper

Array = npt.NDArray[np.generic]

LARGEST = 1 << 16
"""How many numbers a folded result may have: a mask of 256 places by 256 is stored, a larger one made."""
RANDOM = frozenset({"RandomNormalLike", "RandomUniformLike", "Bernoulli", "Multinomial"})
"""What gives other numbers each time."""


def computed(node: NodeProto, known: Mapping[str, Array], opset: int) -> tuple[Array, ...] | None:
    """The results of a node, by ONNX's reference evaluator; none where it waits for what is not known.

    A result that would be large is left to be made when the model runs.
    """
    read = [name for name in node.input if name]
    if not read or node.op_type in RANDOM or not all(name in known for name in read):
        return None
    values = {name: known[name] for name in read}
    if _size(node, [values[name] for name in read]) > LARGEST:
        return None
    function = helper.make_function(
        "", "folded", list(values), list(node.output), [node], [helper.make_opsetid("", opset)]
    )
    evaluator = import_module("onnx.reference").ReferenceEvaluator  # half a second to import
    with np.errstate(all="ignore"):
        made = evaluator(function).run(None, values, attributes={})
    found = tuple(np.asarray(value) for value in made)
    return found if all(value.size <= LARGEST for value in found) else None


def _size(node: NodeProto, values: list[Array]) -> int:
    """How many numbers a node makes, where it makes more than it reads."""
    first, last = values[0], values[-1]
    if node.op_type in {"Expand", "ConstantOfShape"}:
        return prod(int(size) for size in last)
    if node.op_type == "Tile":
        return first.size * prod(int(times) for times in last)
    if node.op_type == "Range":
        start, limit, delta = (float(value) for value in values)
        return int((limit - start) / delta)
    return max(value.size for value in values)
