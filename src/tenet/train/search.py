"""Choose what a trial of a sweep tries; the same whenever it is asked with the same trials before it."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from importlib import import_module
from itertools import islice, product
from math import exp, isfinite, log
from typing import Any

from tenet.data.drawing import generator
from tenet.elaborate.sweep import Stretch, SweepPlan, Values
from tenet.frozen import frozen
from tenet.policy.strategy import Grid, Random, Seeded


@frozen
class Tried:
    """What a trial has tried, as places of lists and numbers, and how good it was: less is better."""

    choice: Mapping[str, float]
    value: float


def propose(plan: SweepPlan, before: Sequence[Tried]) -> dict[str, float]:
    """What the next trial tries: for each param the place in its list, or a number."""
    strategy, number = plan.settings.search, len(before)
    if isinstance(strategy, Grid):
        places = [range(len(values)) for values in plan.space.values() if isinstance(values, tuple)]
        combination = next(islice(product(*places), number, None))
        return dict(zip(plan.space, map(float, combination), strict=True))
    assert isinstance(strategy, Seeded)
    if isinstance(strategy, Random):
        return {name: _drawn(v, strategy.seed, number, name) for name, v in plan.space.items()}
    return _estimated(plan, strategy.seed, before)


def written(plan: SweepPlan, choice: Mapping[str, float]) -> dict[str, str]:
    """A choice as `--set` takes it."""
    return {name: _text(plan.space[name], value) for name, value in choice.items()}


def _text(values: Values, value: float) -> str:
    if isinstance(values, tuple):
        return values[int(value)]
    return str(int(value)) if values.whole else f"{value:.6g}"


def _drawn(values: Values, seed: int, number: int, name: str) -> float:
    """A value at random."""
    random = generator(seed, "sweep", str(number), name)
    if isinstance(values, tuple):
        return float(random.integers(len(values)))
    low, high = values.low, values.high + values.whole
    drawn = exp(random.uniform(log(low), log(high))) if values.log else random.uniform(low, high)
    return float(min(int(drawn), values.high)) if values.whole else float(drawn)


def _estimated(plan: SweepPlan, seed: int, before: Sequence[Tried]) -> dict[str, float]:
    """A value where trials were good before, by optuna."""
    optuna: Any = import_module("optuna")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    space = {name: _distribution(optuna, values) for name, values in plan.space.items()}
    # A sampler of its own for each trial: a sweep that goes on draws what it would have drawn.
    fresh = int(generator(seed, "sweep", str(len(before))).integers(2**32))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.TPESampler(seed=fresh, multivariate=True)
        study = optuna.create_study(sampler=sampler)
        for tried in before:
            if isfinite(tried.value):
                params = {n: _inner(plan.space[n], value) for n, value in tried.choice.items()}
                study.add_trial(
                    optuna.trial.create_trial(params=params, distributions=space, value=tried.value)
                )
        asked = study.ask(space)
    return {name: float(asked.params[name]) for name in plan.space}


def _inner(values: Values, value: float) -> float:
    """A value as optuna knows it."""
    return int(value) if isinstance(values, tuple) or values.whole else value


def _distribution(optuna: Any, values: Values) -> Any:
    """The values of a param as optuna takes them; of a list, which has no order, the places."""
    kinds = optuna.distributions
    if isinstance(values, tuple):
        return kinds.CategoricalDistribution(tuple(range(len(values))))
    kind = kinds.IntDistribution if values.whole else kinds.FloatDistribution
    assert isinstance(values, Stretch)
    return kind(values.low, values.high, log=values.log)
