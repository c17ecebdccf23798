"""ONNX."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.policy.export import Format


class Onnx(Format):
    """The Open Neural Network Exchange format, IR 10, run by ONNX Runtime."""

    opset: Annotated[int, Field(ge=21, le=23)] = 21
    """The version of the operator set."""
