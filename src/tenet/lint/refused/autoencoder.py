"""What the language refuses of autoencoders."""

from __future__ import annotations

from tenet.lint.practice import Sample
from tenet.lint.refusal import Refusal
from tenet.lint.samples import autoencoder

REFUSED = (
    Refusal(
        code="AEN006",
        reason="A decoder gives something of another shape than the encoder takes.",
        by="TYP001",
        sample=Sample(autoencoder("y = x -> dense(8) -> relu -> dense(19)"), at="mse(y, x)"),
    ),
)
