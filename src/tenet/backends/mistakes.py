"""The rules that a network can break on its way to a target."""

from __future__ import annotations

from tenet.diagnostics import Rule

NOT_LOWERED = Rule(
    "LOW001",
    "not-lowered",
    "What a target cannot express says so, with a reason, and is never skipped.",
)
UNKNOWN_SIZE = Rule(
    "LOW002", "unknown-size", "Source and models have numbers for the sizes of their parameters."
)
LEARNING_LOSS = Rule("LOW003", "learning-loss", "A loss compares; what learns is the network.")
NO_DEVICE = Rule("RUN008", "device-not-there", "Training runs on a device that this machine has.")
