"""Metrics of predicted numbers, by scikit-learn."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import (
    explained_variance_score,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    median_absolute_error,
    r2_score,
    root_mean_squared_error,
)

from tenet.data.arrays import Array
from tenet.policy.metrics.regression import (
    R2,
    ExplainedVariance,
    Mae,
    Mape,
    MaxError,
    MedianError,
    Mse,
    Rmse,
)


def mae(metric: Mae, truth: Array, predicted: Array, classes: int) -> float:
    """The mean absolute error."""
    return float(mean_absolute_error(_flat(truth), _flat(predicted)))


def mse(metric: Mse, truth: Array, predicted: Array, classes: int) -> float:
    """The mean squared error."""
    return float(mean_squared_error(_flat(truth), _flat(predicted)))


def mape(metric: Mape, truth: Array, predicted: Array, classes: int) -> float:
    """The mean relative error; a target of zero counts as 2e-16."""
    return float(mean_absolute_percentage_error(_flat(truth), _flat(predicted)))


def r2(metric: R2, truth: Array, predicted: Array, classes: int) -> float:
    """The share of the variance that is explained."""
    if len(truth) < 2:  # scikit-learn gives no number of one row
        return float((truth == predicted).all())
    return float(r2_score(_flat(truth), _flat(predicted)))


def rmse(metric: Rmse, truth: Array, predicted: Array, classes: int) -> float:
    """The root of the mean squared error."""
    return float(root_mean_squared_error(_flat(truth), _flat(predicted)))


def median_error(metric: MedianError, truth: Array, predicted: Array, classes: int) -> float:
    """The median absolute error."""
    return float(median_absolute_error(_flat(truth), _flat(predicted)))


def max_error(metric: MaxError, truth: Array, predicted: Array, classes: int) -> float:
    """The largest absolute error."""
    return float(np.abs(truth - predicted).max())


def explained_variance(
    metric: ExplainedVariance, truth: Array, predicted: Array, classes: int
) -> float:
    """The share of the variance that is explained, whatever the mean error."""
    if len(truth) < 2:  # of one row there is no variance
        return float((truth == predicted).all())
    return float(explained_variance_score(_flat(truth), _flat(predicted)))


def _flat(values: Array) -> Array:
    return values.reshape(len(values), -1)
