"""Metrics of predicted classes, by scikit-learn."""

from __future__ import annotations

from sklearn.metrics import accuracy_score, f1_score
from sklearn.metrics import confusion_matrix as count_confusions

from tenet.data.arrays import Array
from tenet.policy.metrics.classification import F1, Accuracy, ConfusionMatrix


def accuracy(metric: Accuracy, truth: Array, predicted: Array, classes: int) -> float:
    """The share of right answers."""
    return float(accuracy_score(truth, predicted))


def f1(metric: F1, truth: Array, predicted: Array, classes: int) -> float:
    """F1 over all classes; one that neither occurs nor is predicted counts as zero."""
    labels = list(range(classes))
    return float(f1_score(truth, predicted, labels=labels, average=metric.average, zero_division=0))


def confusion_matrix(
    metric: ConfusionMatrix, truth: Array, predicted: Array, classes: int
) -> list[list[int]]:
    """Rows are true classes, columns predicted ones."""
    table: list[list[int]] = count_confusions(truth, predicted, labels=range(classes)).tolist()
    return table
