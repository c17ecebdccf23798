"""Logarithms, and what undoes them, in ONNX."""

from __future__ import annotations

import numpy as np

from tenet.backends.onnx.builder import Builder
from tenet.backends.onnx.reckoned import GraphChoices, Reckoned
from tenet.data.formulas import exponential as exponential_of
from tenet.data.formulas import logarithm as logarithm_of
from tenet.data.formulas import logarithm_of_more
from tenet.data.steps.logarithm import Exponential, Logarithm


def logarithm(step: Logarithm, inputs: list[str], build: Builder, name: str) -> str:
    """By the formula that numpy has too: Log of ONNX Runtime is its own."""
    formula = logarithm_of_more if step.shift else logarithm_of
    return _called(formula(Reckoned(inputs[0], build, name), GraphChoices()), name)


def exponential(step: Exponential, inputs: list[str], build: Builder, name: str) -> str:
    """By the formula that numpy has too: Exp of ONNX Runtime is its own."""
    x = Reckoned(inputs[0], build, name)
    found = exponential_of(x, GraphChoices(), step.shift)
    if step.of is not None:
        chosen = Reckoned(build.constant(np.array(step.of)), build, name)
        found = GraphChoices.where(chosen, found, x)
    return _called(found, name)


def _called(result: Reckoned, name: str) -> str:
    return result.build.node("Identity", [result.value], name=name)
