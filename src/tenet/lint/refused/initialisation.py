"""What the language refuses, or has no words for, of how parameters start."""

from __future__ import annotations

from tenet.lint.practice import Sample
from tenet.lint.refusal import Refusal
from tenet.lint.samples import network

REFUSED = (
    Refusal(
        code="INI005",
        reason="Biases do not start at zero: here all of them do.",
    ),
    Refusal(
        code="INI009",
        reason="The matrices of a recurrent state are not orthogonal at first: here all of them are.",
    ),
    Refusal(
        code="INI011",
        reason="Weights are initialised twice.",
        by="VAL004",
        sample=Sample(
            network(
                "x: f32[8] in 0..1", "y = x -> dense(4, init=he_normal, init=lecun_normal) -> relu"
            ),
            at="init=lecun_normal",
        ),
    ),
    Refusal(
        code="INI012",
        reason="Grouped kernels start by the fan-in of all channels: here it is always that of the group.",
    ),
)
