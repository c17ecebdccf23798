"""What the language refuses of runs that cannot be repeated."""

from __future__ import annotations

from tenet.lint.refusal import Refusal

REFUSED = (
    Refusal(
        code="REP001",
        reason="A run has no seed: it is 0 unless given, for weights, order, dropout and split alike.",
    ),
    Refusal(
        code="REP002",
        reason="Rows are loaded in an order of chance: their order is a function of the seed and the epoch.",
    ),
    Refusal(
        code="REP004",
        reason="Nobody knows which versions were used: the certificate of an exported model names them.",
    ),
    Refusal(
        code="REP005",
        reason="The best epoch is lost: its weights are what a run keeps and exports.",
    ),
)
