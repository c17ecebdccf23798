"""Check what training watches: that something measures it, and that its part of the data has rows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from tenet.catalogue.lookup import find
from tenet.data.transform import Split
from tenet.diagnostics import Diagnostic, nearest
from tenet.elaborate.mistakes import UNKNOWN_MONITOR
from tenet.policy.metric import Metric
from tenet.policy.train import Train
from tenet.source import Span
from tenet.syntax.tree import Bind, Call, Expression, ListOf, Section

if TYPE_CHECKING:
    from tenet.elaborate.judging import Watched
    from tenet.elaborate.train import TrainPlan

ENTRIES = ("stop", "schedule", "checkpoint")
"""The entries that may watch a metric."""


def check_monitors(
    plans: Mapping[str, tuple[TrainPlan, Mapping[str, Expression]]], reports: list[Diagnostic]
) -> None:
    """Effect: a `monitor` that nothing measures is reported. Of several networks, each has its name in it."""
    wanted = measured({name: plan for name, (plan, _) in plans.items()})
    for plan, spans in plans.values():
        for _, monitor, at in _monitored(plan.settings, spans):
            if monitor not in wanted:
                reports.append(_unknown_monitor(monitor, wanted, at))


def measured(plans: Mapping[str, TrainPlan]) -> list[str]:
    """What is measured while training, and so can be watched. Of several networks, each has its name in it."""
    several = len(plans) > 1
    known = [
        f"{name}.{metric}" if several else metric
        for name, plan in plans.items()
        for metric in ("loss", *(m.name for m in plan.metrics if m.metric.scalar))
    ]
    losses = [name for name in known if name.rpartition(".")[2] == "loss"]
    return [*(f"validation.{name}" for name in known), *(f"train.{name}" for name in losses)]


def check_parts(
    section: Section, settings: Mapping[str, Train], split: Split, reports: list[Diagnostic]
) -> None:
    """Effect: what is watched of a part to which the split gives no rows is reported."""
    for network, train in settings.items():
        for entry, watched, at in _watching(train, _written(section, network)):
            part = watched.partition(".")[0]
            if part in split.without_rows:
                message = f"`{entry}` watches `{watched}`, but the split gives {part} no rows"
                help_ = "give it a share: `random(train=70%, validation=15%, test=15%)`"
                reports.append(UNKNOWN_MONITOR.at(at, message, help=help_))


def _written(section: Section, network: str) -> dict[str, Expression]:
    """The entries of a network's training: its own, and those that all have in common."""
    own = [e for e in section.entries if isinstance(e, Section) and e.name.text == network]
    entries = (*section.entries, *(entry for inner in own for entry in inner.entries))
    return {entry.targets[0].name.text: entry.value for entry in entries if isinstance(entry, Bind)}


def _watching(train: Train, written: Mapping[str, Expression]) -> Iterator[tuple[str, str, Span]]:
    yield from _monitored(train, written)
    if train.validation is not None and "validate" in written:
        yield "validate", "validation", written["validate"].span


def _monitored(train: Train, written: Mapping[str, Expression]) -> Iterator[tuple[str, str, Span]]:
    """Each entry that watches something, what it is, and where the spec says so."""
    for entry in ENTRIES:
        value = train.best if entry == "checkpoint" else getattr(train, entry)
        monitor = getattr(value, "monitor", None)
        if monitor is not None and entry in written:
            yield entry, monitor, _place(written[entry], monitor)


def _place(expression: Expression, monitor: str) -> Span:
    """Where a call, or one in a list, says what is watched; else the whole."""
    calls = expression.items if isinstance(expression, ListOf) else (expression,)
    arguments = (a.value for call in calls if isinstance(call, Call) for a in call.arguments)
    named = (value for value in arguments if "".join(value.span.text.split()) == monitor)
    return next(named, expression).span


def report_unmeasured(
    monitor: str, metrics: Collection[Watched], at: Span, reports: list[Diagnostic]
) -> None:
    """Effect: it is reported if nothing measures this while training."""
    known = ["loss", *(m.name for m in metrics if m.metric.scalar)]
    wanted = [*(f"validation.{name}" for name in known), "train.loss"]
    if monitor not in wanted:
        reports.append(_unknown_monitor(monitor, wanted, at))


def _unknown_monitor(monitor: str, wanted: list[str], at: Span) -> Diagnostic:
    part, _, name = monitor.partition(".")
    name = name.rpartition(".")[2]
    metric = find(Metric, name)
    if part == "validation" and metric is not None and metric.scalar:
        hint, help_ = "", f"list it: `metrics = [{name}]`"
    else:
        close = nearest(monitor, wanted)
        hint = f"; did you mean `{close}`?" if close is not None else ""
        help_ = f"while training there are {', '.join(wanted)}"
    message = f"nothing measures `{monitor}` while training{hint}"
    return UNKNOWN_MONITOR.at(at, message, help=help_)
