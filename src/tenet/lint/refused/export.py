"""What the language refuses of export."""

from __future__ import annotations

from tenet.lint.refusal import Refusal

REFUSED = (
    Refusal(
        code="DEP002",
        reason="The exported model lacks its preprocessing: it takes raw columns, whatever `data` does to them.",
    ),
    Refusal(
        code="DEP003",
        reason="Dropout, noise or batch statistics stay on: the exported model is the network as it is used.",
    ),
    Refusal(
        code="DEP004",
        reason="The batch of the exported model is fixed: the batch axis is always there, and never written.",
    ),
)
