"""Numbers as the intervals that they lie in, in ONNX."""

from __future__ import annotations

from onnx import TensorProto

from tenet.backends.onnx.builder import Builder
from tenet.data.arrays import constant
from tenet.data.steps.bucketize import Bucketize


def bucketize(step: Bucketize, inputs: list[str], build: Builder, name: str) -> str:
    """GreaterOrEqual for each edge, added up; one is taken away for NaN."""
    whole = {"to": TensorProto.INT64}
    lacks = build.node("IsNaN", inputs, name=f"{name}.missing")
    found = build.node("Cast", [lacks], whole, name=f"{name}.none")
    found = build.node("Neg", [found], name=f"{name}.begin")
    for edge in step.edges:
        known = build.constant(constant(edge), "edge")
        above = build.node("GreaterOrEqual", [inputs[0], known], name=f"{name}.above")
        one = build.node("Cast", [above], whole, name=f"{name}.one")
        found = build.node("Add", [found, one], name=f"{name}.count")
    return build.node("Identity", [found], name=name)
