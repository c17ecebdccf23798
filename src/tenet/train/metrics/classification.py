"""Metrics of predicted classes, by scikit-learn."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import (
    accuracy_score,
    cohen_kappa_score,
    f1_score,
    jaccard_score,
    matthews_corrcoef,
    precision_score,
    recall_score,
)
from sklearn.metrics import confusion_matrix as count_confusions

from tenet.data.arrays import Array
from tenet.policy.metrics.classification import (
    F1,
    Accuracy,
    BalancedAccuracy,
    Confusion,
    ExactMatch,
    Iou,
    Kappa,
    Matthews,
    OfEachClass,
    Precision,
    Recall,
)


def accuracy(metric: Accuracy, truth: Array, predicted: Array, classes: int) -> float:
    """The share of right answers; of classes that are as probable, the first come first."""
    if metric.top == 1:
        return float(accuracy_score(truth, predicted))
    first = np.argsort(-predicted, axis=-1, kind="stable")[:, : metric.top]
    return float((first == truth[:, None]).any(-1).mean())


def balanced_accuracy(
    metric: BalancedAccuracy, truth: Array, predicted: Array, classes: int
) -> float:
    """The mean recall of the classes that occur."""
    return float(
        recall_score(truth, predicted, labels=np.unique(truth), average="macro", zero_division=0)
    )


def exact_match(metric: ExactMatch, truth: Array, predicted: Array, classes: int) -> float:
    """The share of rows that are right throughout."""
    return float((truth == predicted).all(axis=-1).mean())


def f1(metric: F1, truth: Array, predicted: Array, classes: int) -> float:
    """F1 over all classes; one that neither occurs nor is predicted counts as zero."""
    return float(f1_score(truth, predicted, **_averaged(metric, truth, classes)))


def precision(metric: Precision, truth: Array, predicted: Array, classes: int) -> float:
    """Precision over all classes; one that is never predicted counts as zero."""
    return float(precision_score(truth, predicted, **_averaged(metric, truth, classes)))


def recall(metric: Recall, truth: Array, predicted: Array, classes: int) -> float:
    """Recall over all classes; one that does not occur counts as zero."""
    return float(recall_score(truth, predicted, **_averaged(metric, truth, classes)))


def iou(metric: Iou, truth: Array, predicted: Array, classes: int) -> float:
    """Intersection over union; a class that neither occurs nor is predicted counts as zero."""
    return float(jaccard_score(truth, predicted, **_averaged(metric, truth, classes)))


def matthews(metric: Matthews, truth: Array, predicted: Array, classes: int) -> float:
    """The correlation; zero where either is all one class."""
    if len(np.unique((truth, predicted))) < 2:  # of which scikit-learn warns
        return 0.0
    return float(matthews_corrcoef(truth, predicted))


def kappa(metric: Kappa, truth: Array, predicted: Array, classes: int) -> float:
    """Agreement beyond chance; 1 where both are all of one class."""
    if len(np.unique((truth, predicted))) < 2:  # of which scikit-learn gives no number
        return 1.0
    return float(cohen_kappa_score(truth, predicted, labels=range(classes), weights=metric.weights))


def confusion(metric: Confusion, truth: Array, predicted: Array, classes: int) -> list[list[int]]:
    """Rows are true classes, columns predicted ones."""
    table: list[list[int]] = count_confusions(truth, predicted, labels=range(classes)).tolist()
    return table


def _averaged(metric: OfEachClass, truth: Array, classes: int) -> dict[str, object]:
    """What scikit-learn is told of the average; of several labels, `[N, labels]`, each is a class."""
    labels = {} if truth.ndim > 1 else {"labels": [*range(classes)]}
    return {**labels, "average": metric.average, "zero_division": 0}
