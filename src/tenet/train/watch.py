"""Watch a metric: when it was best so far, and whether it is time to stop, or to slow down."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any

from tenet.elaborate.train import TrainPlan
from tenet.frozen import frozen
from tenet.policy.schedules.plateau import Plateau
from tenet.policy.stopping.early import Early
from tenet.train.judge import Judgement
from tenet.train.prepare import Prepared


@frozen
class Watch:
    """What is watched, and the best that was seen.

    Attributes:
        part: whose metric it is: train or validation.
        metric: its name; none where the latest is the best.
        sign: 1 where lower is better, -1 where higher is.
        patience: validations without improvement before stopping; infinite without early stopping.
        minimum: by how much one must be better to count.
        best: the best value so far, times the sign.
        waited: validations since then.
    """

    part: str
    metric: str | None
    sign: int
    patience: float
    minimum: float
    best: float = inf
    waited: int = 0

    def seen(self, record: dict[str, Judgement]) -> tuple[Watch, bool]:
        """The watch after a validation, and whether that is the best so far."""
        if self.metric is None:
            return self._with(0.0, 0), True
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


@frozen
class Slowing:
    """How often the learning rate was cut, and the watch that says when.

    Attributes:
        rule: the schedule.
        watch: what it watches, since the rate was cut last.
        times: how often it was.
    """

    rule: Plateau
    watch: Watch
    times: int = 0

    def seen(self, record: dict[str, Judgement]) -> Slowing:
        """The same after a validation."""
        watch, _ = self.watch.seen(record)
        if not watch.over:
            return Slowing(self.rule, watch, self.times)
        return Slowing(self.rule, watch.resumed(watch.best, 0), self.times + 1)

    @property
    def factor(self) -> float:
        """What the learning rate is multiplied by."""
        return self.rule.after(self.times)

    @property
    def state(self) -> dict[str, float]:
        """What a checkpoint holds of it."""
        return {"best": self.watch.best, "waited": self.watch.waited, "times": self.times}

    def resumed(self, state: Mapping[str, Any]) -> Slowing:
        """The same as a checkpoint left it."""
        watch = self.watch.resumed(state["best"], state["waited"])
        return Slowing(self.rule, watch, state["times"])


def watch(prepared: Prepared) -> Watch:
    """What `stop` watches, else what tells the best weights."""
    stop = prepared.plan.settings.stop
    return choice(prepared) if not isinstance(stop, Early) else _watch(prepared, stop)


def choice(prepared: Prepared) -> Watch:
    """What tells the best weights: `checkpoint`, else `stop`, else the loss: of validation, or training.

    Of several networks, whose losses tell nothing of one another, the latest are the best if nothing is said.
    """
    settings = prepared.plan.settings
    if settings.best is not None:
        return _watched(prepared, settings.best.monitor, inf, 0.0)
    if isinstance(settings.stop, Early):
        return _watch(prepared, settings.stop)
    part = "validation" if len(prepared.dataset.parts["validation"]) else "train"
    return Watch(part, "loss" if len(prepared.turns) == 1 else None, 1, inf, 0.0)


def slowing(prepared: Prepared, plan: TrainPlan) -> Slowing | None:
    """What cuts the learning rate of a network by how training goes, if anything does."""
    rule = plan.settings.schedule
    return Slowing(rule, _watch(prepared, rule)) if isinstance(rule, Plateau) else None


def _watch(prepared: Prepared, rule: Early | Plateau) -> Watch:
    """What an entry of a section watches."""
    return _watched(prepared, rule.monitor, rule.patience, rule.minimum)


def _watched(prepared: Prepared, monitor: str, patience: float, minimum: float) -> Watch:
    part, _, metric = monitor.partition(".")
    higher = any(
        prepared.scoped(turn.name, watched.name) == metric and watched.metric.higher_is_better
        for turn in prepared.turns
        for watched in turn.plan.metrics
    )
    return Watch(part, metric, -1 if higher else 1, patience, minimum)
