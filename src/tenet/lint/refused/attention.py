"""What the language refuses of attention."""

from __future__ import annotations

from tenet.lint.refusal import Refusal

REFUSED = (
    Refusal(
        code="ATT005",
        reason="Attention looks at padding: every operation, loss and metric leaves it out by itself.",
    ),
)
