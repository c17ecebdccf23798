"""Whole numbers among numbers, in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.builder import Builder
from tenet.data.steps.whole import MOST, Whole


def whole(step: Whole, inputs: list[str], build: Builder, name: str) -> str:
    """Those that are no others when rounded down."""
    (x,) = inputs
    most, none = build.constant(np.array(float(MOST))), build.constant(np.array(np.nan))
    same = build.node("Equal", [build.node("Floor", [x], name=name), x], name=name)
    near = build.node("LessOrEqual", [build.node("Abs", [x], name=name), most], name=name)
    return build.node("Where", [build.node("And", [same, near], name=name), x, none], name=name)
