"""How long training is, in steps."""

from __future__ import annotations

from tenet.policy.duration import Clock, Epochs, Steps
from tenet.policy.train import Train
from tenet.train.batches import step_count


def clock_of(settings: Train, rows: int) -> Clock:
    """How long training is on so many rows."""
    each = step_count(rows, settings.batch, settings.accumulate)
    total = settings.steps or (settings.epochs or 0) * each
    return Clock(total, each, Steps if settings.epochs is None else Epochs)
