"""Metrics of predicted numbers, in the target's units."""

from __future__ import annotations

from typing import ClassVar

from tenet.policy.metric import Metric, Task


class Mae(Metric):
    """The mean absolute error."""

    tasks: ClassVar[tuple[Task, ...]] = ("numbers",)
    higher_is_better: ClassVar[bool] = False


class Rmse(Metric):
    """The root of the mean squared error."""

    tasks: ClassVar[tuple[Task, ...]] = ("numbers",)
    higher_is_better: ClassVar[bool] = False
