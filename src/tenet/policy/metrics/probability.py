"""Metrics of predicted probabilities."""

from __future__ import annotations

from tenet.policy.metric import OfScores


class Auc(OfScores):
    """The area under the ROC curve, of each class against the others, averaged over the classes.

    It is the share of pairs of one of the class and one of another in which the first is given the
    higher probability. Classes that do not occur, or alone, are left out; 0.5 if none is left.

    Source: Fawcett (2006), sec. 7 and 10.
    """

    tasks = ("classes", "bits")


class Perplexity(OfScores):
    """exp(mean of -log p[target]): between how many classes the prediction wavers."""

    tasks = ("classes",)
    higher_is_better = False
