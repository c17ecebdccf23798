"""Metrics of predicted probabilities, by scikit-learn."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import roc_auc_score

from tenet.data.arrays import Array
from tenet.policy.metrics.probability import Auc, Perplexity

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


def perplexity(metric: Perplexity, truth: Array, predicted: Array, classes: int) -> float:
    """Of the mean, in float64."""
    right = np.take_along_axis(predicted, truth[:, None], -1).astype(np.float64)
    return float(np.exp(-np.log(np.maximum(right, LEAST)).mean()))
