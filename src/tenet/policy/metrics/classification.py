"""Metrics of predicted classes."""

from __future__ import annotations

from typing import Literal

from tenet.catalogue.definition import Count
from tenet.policy.metric import Metric, Task


class Accuracy(Metric):
    """The share of right answers; with `top`, of targets among the most probable classes."""

    tasks = ("classes", "bits")

    top: Count = 1
    """How many of the most probable classes count as the answer."""

    @property
    def judges(self) -> tuple[Task, ...]:
        """Of yes and no, the two most probable are all there is."""
        return self.tasks if self.top == 1 else ("classes",)

    @property
    def of_scores(self) -> bool:
        """Whether more than the answer counts."""
        return self.top > 1


class BalancedAccuracy(Metric):
    """The share of right answers in each class that occurs, averaged over these."""

    tasks = ("classes", "bits")


class ExactMatch(Metric):
    """The share of rows in which every answer is right: every label, place or token."""

    tasks = ("classes", "bits")

    def by_row(self, labels: int) -> bool:
        """Always."""
        return True


class OfEachClass(Metric):
    """A judgement of each class by itself, then averaged; of several labels, of each label's yes."""

    tasks = ("classes", "bits")

    average: Literal["macro", "micro", "weighted"] = "macro"
    """Whether classes, answers, or classes by their number count the same."""

    def by_row(self, labels: int) -> bool:
        """Where rows hold several labels, each of which is a class by itself."""
        return labels > 1


class F1(OfEachClass):
    """2 TP / (2 TP + FP + FN), for each class, then averaged."""


class Precision(OfEachClass):
    """TP / (TP + FP), the share of right ones among the answers of a class, then averaged."""


class Recall(OfEachClass):
    """TP / (TP + FN), the share of a class that was found, then averaged."""


class Iou(OfEachClass):
    """TP / (TP + FP + FN), intersection over union, for each class over all places, then averaged.

    Source: Jaccard (1912).
    """


class Matthews(Metric):
    """The correlation of answers and targets: 1 if all are right, 0 where guessing would do as well.

    Source: Matthews (1975), for several classes Gorodkin (2004).
    """

    tasks = ("classes", "bits")


class Kappa(Metric):
    """(a - c) / (1 - c) of the accuracy a and what chance would give, c: agreement beyond chance.

    With weights, wrong answers count by how far off they are: for classes in an order.

    Source: Cohen (1960), weighted Cohen (1968).
    """

    tasks = ("classes", "bits")

    weights: Literal["linear", "quadratic"] | None = None
    """How a wrong answer counts by its distance; all the same, if not given."""


class Confusion(Metric):
    """How often a class (row) was taken for a class (column)."""

    tasks = ("classes", "bits")
    scalar = False
