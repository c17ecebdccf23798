"""The place of each cell's value among its values, in ONNX."""

from __future__ import annotations

import numpy as np
from onnx import TensorProto

from tenet.backends.onnx.builder import Builder
from tenet.backends.onnx.columns import column_of, equal, joined, largest
from tenet.data.arrays import constant
from tenet.data.steps.lookup import Lookup

MANY = 64
"""More texts than this are looked up in a hash table."""


def lookup(step: Lookup, inputs: list[str], build: Builder, name: str) -> str:
    """The hit of Equal weighed by its place from 1; no hit is 0, and so -1 in the end, or the unknown."""
    found, last = [], build.constant(np.array([-1], np.int64), "last")
    if (
        len(step.classes) == 1
        and len(step.classes[0]) > MANY
        and isinstance(step.classes[0][0], str)
    ):
        return _encoded(step, inputs[0], build, name)
    for place, values in enumerate(step.classes):
        cells = column_of(inputs[0], place, len(step.classes), build, name)
        single = build.node("Unsqueeze", [cells, last], name=f"{name}.single")
        hits = equal(single, constant(values).reshape(-1), build, f"{name}.hits")
        ones = build.node("Cast", [hits], {"to": TensorProto.INT64}, name=f"{name}.ones")
        places = build.constant(np.arange(1, len(values) + 1), "places")
        weighed = build.node("Mul", [ones, places], name=f"{name}.weighed")
        place_from_1 = largest(weighed, build, f"{name}.place")
        found.append(_filled(step, place_from_1, len(values), build, name))
    one = build.constant(np.array(1, np.int64), "one")
    if step.codes is None:
        return build.node("Sub", [joined(found, build, name), one], name=name)
    places = build.node("Sub", [joined(found, build, name), one], name=f"{name}.places")
    codes = build.constant(np.array([*step.codes, -1], np.int64), "codes")  # -1 is the last
    return build.node("Gather", [codes, places], name=name)


def _encoded(step: Lookup, cells: str, build: Builder, name: str) -> str:
    """A hash table: comparing with each of very many texts takes as many times the memory."""
    texts = list(step.classes[0])
    settings = {
        "keys_strings": texts,
        "values_int64s": list(range(len(texts))),
        "default_int64": len(texts) if step.unknown else -1,
        "domain": "ai.onnx.ml",
    }
    return build.node("LabelEncoder", [cells], settings, name=name)


def _filled(step: Lookup, place: str, count: int, build: Builder, name: str) -> str:
    """Places from 1, with one behind the last for no hit, where that stands for the unknown."""
    if not step.unknown:
        return place
    zero = build.constant(np.array(0, np.int64), "zero")
    other = build.constant(np.array(count + 1, np.int64), "other")
    lacks = build.node("Equal", [place, zero], name=f"{name}.lacks")
    return build.node("Where", [lacks, other, place], name=f"{name}.known")
