"""Numbers as points on a circle, in ONNX."""

from __future__ import annotations

from tenet.backends.onnx.builder import Builder
from tenet.backends.onnx.operand import operand
from tenet.data.arrays import constant
from tenet.data.steps.turn import SINE, Turn


def turn(step: Turn, inputs: list[str], build: Builder, name: str) -> str:
    """The same products and sums as in numpy, so that every bit agrees: Sin of ONNX Runtime is its own."""
    periods = operand(step.periods, inputs[0], build, name, drop=1.0)
    turns = build.node("Div", [inputs[0], periods], name=f"{name}.turns")
    quarter = _number(0.25, build)
    later = build.node("Add", [turns, quarter], name=f"{name}.later")
    parts = [_sine(turns, build, f"{name}.sine"), _sine(later, build, f"{name}.cosine")]
    return build.node("Concat", parts, {"axis": 1}, name=name)


def _sine(turns: str, build: Builder, name: str) -> str:
    shifted = build.node("Add", [turns, _number(0.5, build)], name=f"{name}.shifted")
    whole = build.node("Floor", [shifted], name=f"{name}.whole")
    part = build.node("Sub", [turns, whole], name=f"{name}.part")
    for sign, half in (("Greater", 0.5), ("Less", -0.5)):
        beyond = build.node(sign, [part, _number(half / 2, build)], name=f"{name}.beyond")
        folded = build.node("Sub", [_number(half, build), part], name=f"{name}.folded")
        part = build.node("Where", [beyond, folded, part], name=f"{name}.inside")
    square = build.node("Mul", [part, part], name=f"{name}.square")
    series = _number(SINE[-1], build)
    for factor in reversed(SINE[:-1]):
        grown = build.node("Mul", [series, square], name=f"{name}.grown")
        series = build.node("Add", [grown, _number(factor, build)], name=f"{name}.series")
    return build.node("Mul", [series, part], name=name)


def _number(value: float, build: Builder) -> str:
    return build.constant(constant((value,)))
