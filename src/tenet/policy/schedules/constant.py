"""The learning rate as it is."""

from __future__ import annotations

from tenet.policy.schedule import Moment, Schedule


class Constant(Schedule):
    """The full rate at every step."""

    def after_warmup(self, at: Moment) -> float:
        """Always one."""
        return 1.0
