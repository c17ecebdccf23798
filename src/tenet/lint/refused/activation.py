"""What the language refuses of what stands between layers."""

from __future__ import annotations

from tenet.lint.practice import Sample
from tenet.lint.refusal import Refusal
from tenet.lint.samples import network

REFUSED = (
    Refusal(
        code="ACT006",
        reason="The cell of an LSTM or GRU is given another activation, which unbounds its state.",
        by="NAM003",
        sample=Sample(
            network("x: f32[10, 8] in 0..1", "y = x -> lstm(32, activation=relu) -> last"),
            at="activation",
        ),
    ),
)
