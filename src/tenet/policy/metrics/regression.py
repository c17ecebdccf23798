"""Metrics of predicted numbers, in the target's units."""

from __future__ import annotations

from tenet.policy.metric import Metric


class Mae(Metric):
    """The mean absolute error."""

    tasks = ("numbers",)
    higher_is_better = False


class Rmse(Metric):
    """The root of the mean squared error."""

    tasks = ("numbers",)
    higher_is_better = False
