"""A metric is its formula, also where classes are missing; one of probabilities sees them."""

from __future__ import annotations

from itertools import product
from math import exp, log
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pytest
from sklearn import metrics

from tenet.catalogue.lookup import known
from tenet.data.implementation import implementation
from tenet.elaborate.judging import Watched
from tenet.policy.metric import Metric, Task
from tenet.policy.metrics.classification import (
    F1,
    Accuracy,
    BalancedAccuracy,
    Confusion,
    ExactMatch,
    Iou,
    Kappa,
    Matthews,
    Precision,
    Recall,
)
from tenet.policy.metrics.probability import Auc, AveragePrecision, Brier, LogLoss, Perplexity
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
from tenet.train.judge import comparable
from tenet.train.prepare import Prepared

Array = npt.NDArray[Any]
TRUTH = np.array([0, 0, 0, 1, 1, 3])
ANSWER = np.array([0, 0, 1, 1, 3, 0])
"""Of four classes the third neither occurs nor is it predicted."""
SCORES = np.array([
    [0.4, 0.3, 0.2, 0.1], [0.3, 0.4, 0.2, 0.1], [0.1, 0.2, 0.3, 0.4],
    [0.1, 0.4, 0.2, 0.3], [0.4, 0.1, 0.3, 0.2], [0.3, 0.3, 0.2, 0.2],
])  # fmt: skip
NUMBERS = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 8.0]])
GUESS = np.array([[2.0, 2.0], [3.0, 2.0], [4.0, 8.0]])


def pairs(truth: Any, scores: Array) -> float:
    """The share of pairs in the right order; equal ones count half."""
    found = [(a > b) + (a == b) / 2 for a, b in product(scores[truth], scores[~truth])]
    return float(np.mean(found))


AREA = np.mean([pairs(k == TRUTH, SCORES[:, k]) for k in (0, 1, 3)])
RIGHT = [0.4, 0.3, 0.1, 0.4, 0.1, 0.2]
YES, CHANCE = np.array([0, 1, 1, 0]), np.array([0.1, 0.9, 0.4, 0.6])
ONE = np.zeros(3, np.int64)
LABELS = np.array([[1, 0, 0], [0, 1, 0], [0, 1, 0]])
SAID = np.array([[1, 0, 1], [0, 1, 0], [0, 0, 0]])
"""Of three labels in three rows: the first is found, the second half, the third wrongly once."""
EXPECTED: list[tuple[Metric, Array, Array, int, Any]] = [
    (Accuracy(), TRUTH, ANSWER, 4, 3 / 6),
    (Accuracy(top=2), TRUTH, SCORES, 4, 3 / 6),
    (Accuracy(top=4), TRUTH, SCORES, 4, 1.0),
    (BalancedAccuracy(), TRUTH, ANSWER, 4, (2 / 3 + 1 / 2 + 0) / 3),
    (BalancedAccuracy(), ONE, ONE + 1, 2, 0.0),
    (F1(), TRUTH, ANSWER, 4, (2 / 3 + 1 / 2) / 4),
    (F1(average="micro"), TRUTH, ANSWER, 4, 3 / 6),
    (Precision(), TRUTH, ANSWER, 4, (2 / 3 + 1 / 2) / 4),
    (Precision(average="weighted"), TRUTH, ANSWER, 4, (3 * 2 / 3 + 2 / 2) / 6),
    (Recall(), TRUTH, ANSWER, 4, (2 / 3 + 1 / 2) / 4),
    (Recall(), ONE, ONE, 3, 1 / 3),
    (Iou(), TRUTH, ANSWER, 4, (2 / 4 + 1 / 3) / 4),
    (Iou(average="micro"), TRUTH, ANSWER, 4, 3 / 9),
    (Matthews(), YES, np.array([0, 1, 0, 1]), 2, 0.0),
    (Matthews(), YES, YES, 2, 1.0),
    (Matthews(), ONE, ONE, 2, 0.0),
    (ExactMatch(), LABELS, SAID, 2, 1 / 3),
    (F1(), LABELS, SAID, 2, (1 + 2 / 3 + 0) / 3),
    (Iou(average="micro"), LABELS, SAID, 2, 2 / 4),
    (Kappa(), TRUTH, ANSWER, 4, (3 / 6 - 14 / 36) / (1 - 14 / 36)),
    (Kappa(weights="linear"), YES, np.array([0, 1, 0, 0]), 2, 0.5),
    (Kappa(), ONE, ONE, 3, 1.0),
    (Confusion(), YES, np.array([0, 1, 0, 1]), 2, [[1, 1], [1, 1]]),
    (Auc(), TRUTH, SCORES, 4, AREA),
    (Auc(), YES, CHANCE, 2, 0.75),
    (Auc(), ONE, np.array([0.1, 0.2, 0.3]), 2, 0.5),
    (Auc(), ONE, np.full((3, 2), 0.5), 2, 0.5),
    (Perplexity(), TRUTH, SCORES, 4, exp(-sum(map(log, RIGHT)) / 6)),
    (Perplexity(), ONE, np.array([[0.0, 1.0]] * 3, np.float32), 2, 2.0**126),
    (LogLoss(), TRUTH, SCORES, 4, -sum(map(log, RIGHT)) / 6),
    (LogLoss(), YES, CHANCE, 2, -sum(map(log, (0.9, 0.9, 0.4, 0.4))) / 4),
    (Brier(), YES, CHANCE, 2, (0.01 + 0.01 + 0.36 + 0.36) / 4),
    (Brier(), ONE[:1], np.array([[0.5, 0.3, 0.2]]), 3, 0.25 + 0.09 + 0.04),
    (AveragePrecision(), YES, CHANCE, 2, (1 + 2 / 3) / 2),
    (AveragePrecision(), ONE, CHANCE[:3], 2, 0.0),
    (AveragePrecision(), np.array([1, 0]), np.array([[0.9, 0.1, 0], [0.2, 0.8, 0]]), 3, 0.5),
    (Mae(), NUMBERS, GUESS, 0, 4 / 6),
    (Mse(), NUMBERS, GUESS, 0, 1.0),
    (Rmse(), NUMBERS, GUESS, 0, ((2 / 3) ** 0.5 + (4 / 3) ** 0.5) / 2),
    (Mape(), NUMBERS, GUESS, 0, (1 + 1 / 5 + 1 / 2) / 6),
    (MedianError(), NUMBERS, GUESS, 0, (1 + 0) / 2),
    (MaxError(), NUMBERS, GUESS, 0, 2.0),
    (
        ExplainedVariance(),
        NUMBERS,
        GUESS + 9,
        0,
        (1 - (2 / 3) / (8 / 3) + 1 - (8 / 9) / (56 / 9)) / 2,
    ),
    (ExplainedVariance(), NUMBERS[:1], GUESS[:1], 0, 0.0),
    (R2(), NUMBERS, GUESS, 0, (1 - 2 / 8 + 1 - 4 / (56 / 3)) / 2),
    (R2(), NUMBERS[:1], GUESS[:1], 0, 0.0),
    (R2(), NUMBERS[:1], NUMBERS[:1], 0, 1.0),
    (R2(), np.ones(3), np.ones(3), 0, 1.0),
]


@pytest.mark.parametrize(("metric", "truth", "predicted", "classes", "expected"), EXPECTED)
def test_a_metric_is_its_formula(
    metric: Metric, truth: Array, predicted: Array, classes: int, expected: Any
) -> None:
    compute = implementation("tenet.train.metrics", metric.term())

    found = compute(metric, truth, predicted, classes)
    np.testing.assert_allclose(found, expected, rtol=1e-9)


RANDOM = np.random.default_rng(4)
MANY, MANY_SAID = RANDOM.integers(0, 4, (2, 300))
CHANCES = RANDOM.dirichlet(np.ones(4), 300)
HALF, HALF_CHANCE = MANY % 2, CHANCES[:, 1]
SEVERAL, SEVERAL_SAID = RANDOM.integers(0, 2, (2, 300, 3))
LENGTHS, LENGTHS_SAID = RANDOM.lognormal(1, 1, (2, 300, 2))
EVERY = {"labels": range(4)}
LIBRARY: list[tuple[Metric, str, Array, Array, dict[str, Any]]] = [
    (Accuracy(), "accuracy_score", MANY, MANY_SAID, {}),
    (Accuracy(top=2), "top_k_accuracy_score", MANY, CHANCES, {"k": 2}),
    (BalancedAccuracy(), "balanced_accuracy_score", MANY, MANY_SAID, {}),
    (ExactMatch(), "accuracy_score", SEVERAL, SEVERAL_SAID, {}),
    (F1(), "f1_score", MANY, MANY_SAID, {"average": "macro", **EVERY}),
    (F1(average="weighted"), "f1_score", SEVERAL, SEVERAL_SAID, {"average": "weighted"}),
    (Precision(), "precision_score", MANY, MANY_SAID, {"average": "macro", **EVERY}),
    (Recall(), "recall_score", MANY, MANY_SAID, {"average": "macro", **EVERY}),
    (Iou(), "jaccard_score", MANY, MANY_SAID, {"average": "macro", **EVERY}),
    (Matthews(), "matthews_corrcoef", MANY, MANY_SAID, {}),
    (Kappa(weights="quadratic"), "cohen_kappa_score", MANY, MANY_SAID, {"weights": "quadratic"}),
    (Confusion(), "confusion_matrix", MANY, MANY_SAID, EVERY),
    (Auc(), "roc_auc_score", MANY, CHANCES, {"multi_class": "ovr"}),
    (Auc(), "roc_auc_score", HALF, HALF_CHANCE, {}),
    (AveragePrecision(), "average_precision_score", np.eye(4)[MANY], CHANCES, {}),
    (AveragePrecision(), "average_precision_score", HALF, HALF_CHANCE, {}),
    (LogLoss(), "log_loss", MANY, CHANCES, {}),
    (LogLoss(), "log_loss", HALF, HALF_CHANCE, {}),
    (Brier(), "brier_score_loss", MANY, CHANCES, {"scale_by_half": False}),
    (Brier(), "brier_score_loss", HALF, HALF_CHANCE, {}),
    (Mae(), "mean_absolute_error", LENGTHS, LENGTHS_SAID, {}),
    (Mse(), "mean_squared_error", LENGTHS, LENGTHS_SAID, {}),
    (Rmse(), "root_mean_squared_error", LENGTHS, LENGTHS_SAID, {}),
    (Mape(), "mean_absolute_percentage_error", LENGTHS, LENGTHS_SAID, {}),
    (MedianError(), "median_absolute_error", LENGTHS, LENGTHS_SAID, {}),
    (MaxError(), "max_error", LENGTHS.ravel(), LENGTHS_SAID.ravel(), {}),
    (ExplainedVariance(), "explained_variance_score", LENGTHS, LENGTHS_SAID, {}),
    (R2(), "r2_score", LENGTHS, LENGTHS_SAID, {}),
]
"""A metric, scikit-learn's function, many rows, and what theirs is told."""
COMPOSED = {Perplexity: "the exponential of `log_loss`"}
"""Metrics that scikit-learn has not."""


@pytest.mark.parametrize(("metric", "name", "truth", "predicted", "told"), LIBRARY)
def test_a_metric_is_that_of_scikit_learn(
    metric: Metric, name: str, truth: Array, predicted: Array, told: dict[str, Any]
) -> None:
    compute = implementation("tenet.train.metrics", metric.term())
    classes = 2 if truth is HALF else 4
    ours = truth.argmax(-1) if isinstance(metric, AveragePrecision) and truth.ndim > 1 else truth
    expected = getattr(metrics, name)(truth, predicted, **told)

    np.testing.assert_allclose(compute(metric, ours, predicted, classes), expected, rtol=1e-12)


def test_every_metric_is_held_to_scikit_learn() -> None:
    assert {type(row[0]) for row in LIBRARY} | {*COMPOSED} == set(known(Metric).values())


COMPARED: list[tuple[Task, Metric, Array, Array, list[Any]]] = [
    ("classes", Accuracy(), np.array([1, 0]), np.array([[0.1, 0.9], [0.2, 0.8]]), [1, 1]),
    ("classes", Accuracy(), np.array([[1, 0, 1]]), np.array([[[0, 1, 0.2], [1, 0, 0.8]]]), [1, 0, 1]),
    ("classes", Perplexity(), np.array([[1, 0, 1]]), np.array([[[0, 1, 0.2], [1, 0, 0.8]]]),
     [[0, 1], [1, 0], [0.2, 0.8]]),
    ("classes", Accuracy(), np.array([[1, 0]]), np.array([[1, 1]]), [1, 1]),
    ("bits", Accuracy(), np.array([[1.0, 0.0]]), np.array([[0.5, 0.4]]), [1, 0]),
    ("bits", F1(), np.array([[1.0, 0.0]]), np.array([[0.5, 0.4]]), [[1, 0]]),
    ("classes", ExactMatch(), np.array([[1, 0]]), np.array([[1, 1]]), [[1, 1]]),
    ("bits", Auc(), np.array([[1.0, 0.0]]), np.array([[0.5, 0.4]]), [0.5, 0.4]),
]  # fmt: skip


@pytest.mark.parametrize(("task", "metric", "truth", "predicted", "expected"), COMPARED)
def test_probabilities_become_answers(
    task: Task, metric: Metric, truth: Array, predicted: Array, expected: list[Any]
) -> None:
    watched = Watched("it", metric, "output", "field", task)
    found, answers, classes = comparable(cast("Prepared", None), watched, truth, predicted)

    assert [*found.reshape(-1)] == [*truth.reshape(-1)]
    assert answers.tolist() == expected
    assert classes == 2


def test_every_metric_is_in_the_table() -> None:
    assert {type(row[0]) for row in EXPECTED} == set(known(Metric).values())
