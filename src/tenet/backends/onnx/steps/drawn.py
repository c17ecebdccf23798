"""What is drawn while training, in ONNX: nothing."""

from __future__ import annotations

from tenet.backends.onnx.builder import Builder
from tenet.data.steps.drawn import Augment


def augment(_step: Augment, inputs: list[str], _build: Builder, _name: str) -> str:
    """The rows as they are."""
    return inputs[0]
