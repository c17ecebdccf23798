"""What the language refuses of numerics."""

from __future__ import annotations

from tenet.lint.refusal import Refusal

REFUSED = (
    Refusal(
        code="NUM008",
        reason="Training in float16 without scaling the loss: `precision = f16` scales it by itself.",
    ),
    Refusal(
        code="NUM010",
        reason="A loss is summed over the batch: what is added up is added up within a row, and then averaged.",
    ),
)
