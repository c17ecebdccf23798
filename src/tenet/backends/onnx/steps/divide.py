"""Division by a constant, in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.builder import Builder
from tenet.backends.onnx.operand import operand
from tenet.data.steps.divide import Divide


def divide(step: Divide, inputs: list[str], build: Builder, name: str) -> str:
    """Div."""
    values = operand(step.values, inputs[0], build, name, drop=1.0, behind=step.behind)
    return build.node("Div", [inputs[0], values], name=name)
