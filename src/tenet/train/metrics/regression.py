"""Metrics of predicted numbers, by scikit-learn."""

from __future__ import annotations

from sklearn.metrics import mean_absolute_error, root_mean_squared_error

from tenet.data.arrays import Array
from tenet.policy.metrics.regression import Mae, Rmse


def mae(metric: Mae, truth: Array, predicted: Array, classes: int) -> float:
    """The mean absolute error."""
    return float(mean_absolute_error(_flat(truth), _flat(predicted)))


def rmse(metric: Rmse, truth: Array, predicted: Array, classes: int) -> float:
    """The root of the mean squared error."""
    return float(root_mean_squared_error(_flat(truth), _flat(predicted)))


def _flat(values: Array) -> Array:
    return values.reshape(len(values), -1)
