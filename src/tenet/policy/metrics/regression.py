"""Metrics of predicted numbers, in the target's units."""

from __future__ import annotations

from tenet.policy.metric import Metric


class Mae(Metric):
    """The mean absolute error."""

    tasks = ("numbers",)
    higher_is_better = False


class Mse(Metric):
    """The mean squared error."""

    tasks = ("numbers",)
    higher_is_better = False


class Rmse(Metric):
    """The root of the mean squared error."""

    tasks = ("numbers",)
    higher_is_better = False


class Mape(Metric):
    """The mean of |error| / |target|, as a share: 0.1 is ten percent. Targets of zero make it huge."""

    tasks = ("numbers",)
    higher_is_better = False


class R2(Metric):
    """1 - sum(error²) / sum((target - mean)²), averaged over numbers: the share that is explained.

    0 is as good as always saying the mean. Of a single row, and of targets that are all one, it is 1
    where all is right, else 0.
    """

    tasks = ("numbers",)


class MedianError(Metric):
    """The median absolute error, which outliers do not move; averaged over numbers."""

    tasks = ("numbers",)
    higher_is_better = False


class MaxError(Metric):
    """The largest absolute error."""

    tasks = ("numbers",)
    higher_is_better = False


class ExplainedVariance(Metric):
    """1 - var(error) / var(target), averaged over numbers: `r2` with the mean error forgiven.

    Of a single row it is 1 where all is right, else 0.
    """

    tasks = ("numbers",)
