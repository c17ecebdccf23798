"""The place of each cell's value among its values, in ONNX."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto

from tenet.backends.onnx.builder import Builder
from tenet.backends.onnx.columns import column_of, equal, joined, largest
from tenet.data.arrays import constant
from tenet.data.steps.lookup import Lookup


def lookup(step: Lookup, inputs: list[str], build: Builder, name: str) -> str:
    """The hit of Equal weighed by its place from 1; no hit is 0, and so -1 in the end."""
    found, last = [], build.constant(np.array([-1], np.int64), "last")
    for place, values in enumerate(step.classes):
        cells = column_of(inputs[0], place, len(step.classes), build, name)
        single = build.node("Unsqueeze", [cells, last], name=f"{name}.single")
        hits = equal(single, constant(values).reshape(-1), build, f"{name}.hits")
        ones = build.node("Cast", [hits], {"to": TensorProto.INT64}, name=f"{name}.ones")
        places = build.constant(np.arange(1, len(values) + 1), "places")
        weighed = build.node("Mul", [ones, places], name=f"{name}.weighed")
        found.append(largest(weighed, build, f"{name}.place"))
    one = build.constant(np.array(1, np.int64), "one")
    return build.node("Sub", [joined(found, build, name), one], name=name)
