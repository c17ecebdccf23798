"""Watch a metric: which epoch is the best so far, and whether it is time to stop."""

from __future__ import annotations

from math import inf

from tenet.data.load import Dataset
from tenet.elaborate.train import TrainPlan
from tenet.frozen import frozen
from tenet.policy.stopping.early import Early
from tenet.train.judge import Judgement
from tenet.train.mistakes import NO_PART


@frozen
class Watch:
    """What is watched, and the best that was seen.

    Attributes:
        part: whose metric it is: train or validation.
        metric: its name.
        sign: 1 where lower is better, -1 where higher is.
        patience: epochs without improvement before stopping; infinite without early stopping.
        minimum: by how much an epoch must be better to count.
        best: the best value so far, times the sign.
        waited: epochs since then.
    """

    part: str
    metric: str
    sign: int
    patience: float
    minimum: float
    best: float = inf
    waited: int = 0

    def seen(self, record: dict[str, Judgement]) -> tuple[Watch, bool]:
        """The watch after an epoch, and whether that epoch is the best so far."""
        value = record[self.part][self.metric]
        assert isinstance(value, float)
        signed = self.sign * value
        better = signed < self.best - self.minimum
        after = self._with(signed, 0) if better else self._with(self.best, self.waited + 1)
        return after, better

    def resumed(self, best: float, waited: int) -> Watch:
        """The watch as a checkpoint left it."""
        return self._with(best, waited)

    @property
    def over(self) -> bool:
        """Whether patience has run out."""
        return self.waited >= self.patience

    def _with(self, best: float, waited: int) -> Watch:
        return Watch(self.part, self.metric, self.sign, self.patience, self.minimum, best, waited)


def watch(plan: TrainPlan, dataset: Dataset) -> Watch:
    """What to watch: what `stop` says, else the validation loss, else the training loss.

    Raises:
        TenetError: it is of a part that has no rows.
    """
    stop = plan.settings.stop if isinstance(plan.settings.stop, Early) else None
    fallback = "validation.loss" if len(dataset.parts["validation"]) else "train.loss"
    part, _, metric = (stop.monitor if stop is not None else fallback).partition(".")
    if not len(dataset.parts[part]):
        raise NO_PART.error(
            plan.loss_span,
            f"`stop` watches `{part}.{metric}`, but the split gives {part} no rows",
            help="give it a share: `random(train=70%, validation=15%, test=15%)`",
        )
    higher = any(m.name == metric and m.metric.higher_is_better for m in plan.metrics)
    patience = inf if stop is None else stop.patience
    return Watch(part, metric, -1 if higher else 1, patience, 0.0 if stop is None else stop.minimum)
