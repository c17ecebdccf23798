"""Numbers as points on a circle, in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.builder import Builder
from tenet.backends.onnx.operand import operand
from tenet.backends.onnx.reckoned import GraphChoices, Reckoned
from tenet.data.formulas import sine
from tenet.data.steps.turn import Turn


def turn(step: Turn, inputs: list[str], build: Builder, name: str) -> str:
    """The same products and sums as in numpy, so that every bit agrees: Sin of ONNX Runtime is its own."""
    periods = operand(step.periods, inputs[0], build, name, drop=1.0)
    turns = Reckoned(build.node("Div", [inputs[0], periods], name=f"{name}.turns"), build, name)
    parts = [sine(turns, GraphChoices()).value, sine(turns + 0.25, GraphChoices()).value]
    return build.node("Concat", parts, {"axis": 1}, name=name)
