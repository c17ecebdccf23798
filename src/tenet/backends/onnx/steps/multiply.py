"""Multiplication by a constant, in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.builder import Builder
from tenet.backends.onnx.operand import operand
from tenet.data.steps.multiply import Multiply


def multiply(step: Multiply, inputs: list[str], build: Builder, name: str) -> str:
    """Mul."""
    values = operand(step.values, inputs[0], build, name, drop=1.0, behind=step.behind)
    return build.node("Mul", [inputs[0], values], name=name)
