"""The learning rate by the root of time."""

from __future__ import annotations

from math import sqrt

from tenet.policy.schedule import Moment, Schedule


class InverseSqrt(Schedule):
    """sqrt(w / (w + step)), w the length of the warm-up in steps, at least 1.

    Source: Vaswani et al. (2017), eq. 3, with the rate as its highest value.
    """

    def after_warmup(self, at: Moment) -> float:
        """The root of the share that the warm-up was of all so far."""
        warmup = max(at.since - at.step, 1.0)
        return sqrt(warmup / (warmup + at.step))
