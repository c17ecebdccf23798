"""Vectors side by side, in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.builder import Builder
from tenet.data.steps.concat import Concat


def concat(_step: Concat, inputs: list[str], build: Builder, name: str) -> str:
    """Concat along the last axis."""
    return build.node("Concat", inputs, {"axis": 1}, name=name)
