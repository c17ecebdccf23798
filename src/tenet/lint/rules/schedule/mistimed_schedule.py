"""A schedule whose warm-up or decay does not fit the length of training."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from tenet.catalogue.setting import settings
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import setting
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier
from tenet.policy.duration import Clock, Epochs, Steps
from tenet.policy.schedule import Schedule

RULE = Practice(
    code="SCH002",
    name="mistimed-schedule",
    reason="A schedule must end when training does: its warm-up early, its decay neither at once nor never.",
    why=(
        "A warm-up guards the first updates; published ones take 0.1% to 30% of the run. Where it takes more"
        " than half, the full rate is hardly used, or not reached. A decay that has not begun when"
        " training ends is a constant rate; one that is over before the middle of the run wastes"
        " the rest on steps too short to matter."
    ),
    source="Goyal et al. (2017), sec. 2.2; Smith and Topin (2017); Loshchilov and Hutter (2017), sec. 3",
    severity=Severity.WARNING,
    bad=(
        Sample(classifier(train={"schedule": "cosine(warmup=40)"}), at="warmup=40"),
        Sample(classifier(train={"schedule": "cosine(warmup=80%)"}), at="warmup=80%"),
        Sample(classifier(train={"schedule": "step(every=50)"}), at="step(every=50)"),
        Sample(
            classifier(train={"schedule": "exponential(factor=0.1)"}), at="exponential(factor=0.1)"
        ),
    ),
    good=(
        Sample(classifier(train={"schedule": "cosine(warmup=3)"})),
        Sample(classifier(train={"schedule": "cosine(warmup=50%)"})),
        Sample(classifier(train={"schedule": "cosine(warmup=steps(500))"})),
        Sample(classifier(train={"schedule": "step(every=10)"})),
        Sample(classifier(train={"schedule": "plateau(patience=2)"})),
        Sample(classifier(train={"schedule": "one_cycle(peak=1e-2)"})),
        Sample(classifier(train={"schedule": "cosine(cycles=3, stretch=2)"})),
    ),
)
HALF = 0.5
"""The share of a run that a warm-up may take, and after which a rate must not be gone."""
FALLEN, GONE = 0.9, 1e-3
"""Shares of the highest rate: above the first nothing has decayed, below the second hardly anything is left."""
LOOKS = 100
"""At so many steps of the run the schedule is looked at."""
STEADY = ("constant", "plateau")
"""Schedules that time alone does not change."""
EPOCH = 1000
"""Steps of an epoch, where they do not matter."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A warm-up of more than half the run, or a decay that is seen nowhere or is over too soon."""
    assert case.settings is not None
    schedule, clock = case.settings.schedule, _clock(case)
    if clock is None:
        return
    warmup = clock.steps_of(schedule.warmup) / clock.steps
    if warmup > HALF:
        reached = "is never reached" if warmup >= 1 else f"is reached after {warmup:.0%} of the run"
        yield RULE.at(
            case.entry("schedule", "warmup"),
            f"the warm-up takes {warmup:.0%} of the {_length(case)}: the full rate {reached}",
            help="warm up for a small part of the run, such as `warmup=5%`",
            fix=setting(case, "schedule", "warmup", "5%"),
        )
    elif schedule.term() not in STEADY:
        yield from _decay(case, schedule, clock)


def _decay(case: Case, schedule: Schedule, clock: Clock) -> Iterator[Diagnostic]:
    assert case.settings is not None
    optimizer = case.settings.optimizer
    rate = optimizer.rate if optimizer.sought is None else optimizer.sought.rates.low
    seen = [schedule.multiplier(clock.steps * i // LOOKS, clock, rate) for i in range(LOOKS)]
    top = max(seen)
    if (
        all(after >= before for before, after in pairwise(seen))
        or min(seen[seen.index(top) :]) > FALLEN * top
    ):
        yield RULE.at(
            case.entry("schedule"),
            f"`{schedule.term()}` still gives {seen[-1] / top:.0%} of the highest rate at the end of the"
            f" {_length(case)}: nothing decays",
            help="let it fall within the run, or write `constant`",
        )
    elif max(seen[int(HALF * LOOKS) :]) < GONE * top:
        over = next(i for i in range(LOOKS) if max(seen[i:]) < GONE * top) / LOOKS
        yield RULE.at(
            case.entry("schedule"),
            f"`{schedule.term()}` leaves less than {GONE:.1%} of the highest rate after {over:.0%} of the"
            f" {_length(case)}",
            help="let it fall more slowly, to the end of the run",
        )


def _clock(case: Case) -> Clock | None:
    """How the schedule counts; none where it mixes units and the rows are not known."""
    assert case.settings is not None
    train, units = case.settings, {type(time) for time in _times(case.settings.schedule)}
    if case.rows is not None and case.steps is not None:
        epoch = -(-case.rows // train.batch)
        return Clock(case.steps, epoch, Steps if train.epochs is None else Epochs)
    if train.epochs is not None and Steps not in units:
        return Clock(train.epochs * EPOCH, EPOCH, Epochs)
    if train.steps is not None and Epochs not in units:
        return Clock(train.steps, EPOCH, Steps)
    return None


def _times(schedule: Schedule) -> Iterator[object]:
    for name in settings(type(schedule)):
        value = getattr(schedule, name)
        yield from value if isinstance(value, tuple) else (value,)


def _length(case: Case) -> str:
    assert case.settings is not None
    many, unit = case.settings.epochs or case.settings.steps, "steps"
    return f"{many:,} {'epochs' if case.settings.epochs else unit}"
