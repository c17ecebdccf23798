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


class LogLoss(OfScores):
    """mean of -log p[target], in nats: cross-entropy without weights or smoothing."""

    tasks = ("classes", "bits")
    higher_is_better = False


class Brier(OfScores):
    """The mean squared difference of probability and what came, added up over the classes.

    Of yes and no, it is that of yes alone, from 0 to 1; of several classes from 0 to 2.

    Source: Brier (1950).
    """

    tasks = ("classes", "bits")
    higher_is_better = False


class AveragePrecision(OfScores):
    """The area under precision by recall, of each class against the others, averaged over the classes.

    It tells more than `auc` where a class is rare. Classes that do not occur are left out; 0 if none is left.

    Source: Davis and Goadrich (2006).
    """

    tasks = ("classes", "bits")
