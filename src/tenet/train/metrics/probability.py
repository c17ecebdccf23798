"""Metrics of predicted probabilities, by scikit-learn."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from tenet.data.arrays import Array
from tenet.policy.metrics.probability import Auc, AveragePrecision, Brier, LogLoss, Perplexity

LEAST = float(np.finfo(np.float32).tiny)
"""The least probability: of what a float32 cannot hold, the logarithm would be infinite."""


def auc(metric: Auc, truth: Array, predicted: Array, classes: int) -> float:
    """The mean over the classes that have pairs; of yes and no, it is that of yes."""
    if predicted.ndim == 1:
        found = _area(truth == 1, predicted)
        return 0.5 if found is None else found
    areas = [_area(truth == label, predicted[:, label]) for label in range(classes)]
    there = [area for area in areas if area is not None]
    return float(np.mean(there)) if there else 0.5


def _area(truth: Array, predicted: Array) -> float | None:
    """The area of one class; none where there are no pairs."""
    return float(roc_auc_score(truth, predicted)) if 0 < truth.sum() < len(truth) else None


def average_precision(
    metric: AveragePrecision, truth: Array, predicted: Array, classes: int
) -> float:
    """The mean over the classes that occur; of yes and no, it is that of yes."""
    if predicted.ndim == 1:
        return float(average_precision_score(truth == 1, predicted)) if truth.any() else 0.0
    there = [label for label in range(classes) if (truth == label).any()]
    found = [average_precision_score(truth == label, predicted[:, label]) for label in there]
    return float(np.mean(found)) if found else 0.0


def perplexity(metric: Perplexity, truth: Array, predicted: Array, classes: int) -> float:
    """Of the mean, in float64."""
    return float(np.exp(_surprise(truth, predicted)))


def log_loss(metric: LogLoss, truth: Array, predicted: Array, classes: int) -> float:
    """The mean, in float64."""
    return _surprise(truth, predicted)


def brier(metric: Brier, truth: Array, predicted: Array, classes: int) -> float:
    """The mean, in float64."""
    if predicted.ndim == 1:
        return float(np.mean((predicted.astype(np.float64) - truth) ** 2))
    came = np.eye(classes)[truth]
    return float(np.mean(((predicted - came) ** 2).sum(-1)))


def _surprise(truth: Array, predicted: Array) -> float:
    """The mean of -log p of what came."""
    if predicted.ndim == 1:
        right = np.where(truth == 1, predicted, 1 - predicted.astype(np.float64))
    else:
        right = np.take_along_axis(predicted, truth[:, None], -1).astype(np.float64)
    return float(-np.log(np.maximum(right, LEAST)).mean())
