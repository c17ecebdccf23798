"""Numbers kept within bounds, in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.builder import Builder
from tenet.data.arrays import constant
from tenet.data.steps.clip import Clip


def clip(step: Clip, inputs: list[str], build: Builder, name: str) -> str:
    """Each bound by Less, or Greater, and Where: Clip takes one bound for all columns only."""
    low, high = build.constant(constant(step.low)), build.constant(constant(step.high))
    below = build.node("Less", [inputs[0], low], name=f"{name}.below")
    raised = build.node("Where", [below, low, inputs[0]], name=f"{name}.raised")
    above = build.node("Greater", [raised, high], name=f"{name}.above")
    return build.node("Where", [above, high, raised], name=name)
