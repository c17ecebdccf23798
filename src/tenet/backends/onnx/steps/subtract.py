"""A constant taken away, in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.builder import Builder
from tenet.backends.onnx.operand import operand
from tenet.data.steps.subtract import Subtract


def subtract(step: Subtract, inputs: list[str], build: Builder, name: str) -> str:
    """Sub."""
    values = operand(step.values, inputs[0], build, name, drop=0.0, behind=step.behind)
    return build.node("Sub", [inputs[0], values], name=name)
