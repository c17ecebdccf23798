"""ONNX."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tenet.policy.export import Format


class Onnx(Format):
    """The Open Neural Network Exchange format, IR 10, run by ONNX Runtime."""

    opset: Annotated[int, Field(ge=17, le=23)] = 21
    """The version of the operator set."""
    precision: Literal["f32", "f16", "bf16"] = "f32"
    """The type of weights and of what is computed of them; inputs and outputs stay in f32."""
