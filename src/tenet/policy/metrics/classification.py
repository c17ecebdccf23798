"""Metrics of predicted classes."""

from __future__ import annotations

from typing import Literal

from tenet.policy.metric import Metric


class Accuracy(Metric):
    """The share of right answers."""

    tasks = ("classes", "bits")


class F1(Metric):
    """2 TP / (2 TP + FP + FN), for each class, then averaged."""

    tasks = ("classes", "bits")

    average: Literal["macro", "micro", "weighted"] = "macro"
    """Whether classes, answers, or classes by their number count the same."""


class ConfusionMatrix(Metric):
    """How often a class (row) was taken for a class (column)."""

    tasks = ("classes", "bits")
    scalar = False
