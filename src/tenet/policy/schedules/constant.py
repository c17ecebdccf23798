"""The learning rate as it is."""

from __future__ import annotations

from tenet.policy.schedule import Schedule


class Constant(Schedule):
    """The full rate at every step."""

    def after_warmup(self, step: float, total: float) -> float:
        """Always one."""
        return 1.0
