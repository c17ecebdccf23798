"""A constant added, in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.builder import Builder
from tenet.backends.onnx.operand import operand
from tenet.data.steps.add import Add


def add(step: Add, inputs: list[str], build: Builder, name: str) -> str:
    """Add; never dropped, since even -0.0 + 0 is another number than -0.0."""
    values = operand(step.values, inputs[0], build, name, drop=None, behind=step.behind)
    return build.node("Add", [inputs[0], values], name=name)
