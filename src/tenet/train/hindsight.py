"""What a run tells when it is over: that steps were too long, that rows were learnt by heart, that nothing more was learnt, or units were lost.

Losses go up and down by chance, so that a course ends in the median of its last validations, and little is told of few.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from tenet.diagnostics import Diagnostic
from tenet.elaborate.experiment import Elaborated, elaborate
from tenet.frozen import frozen
from tenet.ir.graph import Node
from tenet.limits import Limits
from tenet.lint.at_use import at_use
from tenet.lint.places import Places
from tenet.source import Span
from tenet.train import history
from tenet.train.leaks import SOLVED, Records, leaks
from tenet.train.mistakes import DIVERGED, DYING, OVERFITTED, STOOD_STILL
from tenet.train.run import Run
from tenet.train.units import Closed, read_closed

FEWEST = 8
"""Validations of which anything is told."""
LAST = 3
"""Validations whose median is the end."""
MUCH = 0.1
"""The share of its least that a loss rises at least by, or that it falls by, where that is told."""
LOST = 0.5
"""The share of what training had gained that is lost again in a course that diverged."""
BLOWN = 10
"""How many times its first a loss rises to in a course that diverged, wherever it ends."""
WORSE = 0.25
"""The share of what validation had gained that is lost again where rows are learnt by heart."""
LITTLE = 0.01
"""The share by which a loss falls, in the second half, where it stands still."""


@frozen
class Course:
    """How a loss went, by the epochs in which it was measured."""

    losses: tuple[float, ...]
    epochs: tuple[int, ...]

    @property
    def least(self) -> int:
        """The place of the least loss."""
        return self.losses.index(min(self.losses))

    @property
    def end(self) -> float:
        """The loss at the end."""
        return median(self.losses[-LAST:])

    def lost(self, share: float) -> bool:
        """Whether so large a share of what was gained since the first is lost again, and more than chance would."""
        low = self.losses[self.least]
        return self.end - low > max(share * (self.losses[0] - low), MUCH * abs(low))

    @property
    def blown_up(self) -> bool:
        """Whether it has been many times its first."""
        return max(self.losses) > BLOWN * abs(self.losses[0])

    @property
    def rise(self) -> tuple[int, int]:
        """The places between which it rose most: of the highest loss, and of the least before."""
        high = max(
            range(len(self.losses)), key=lambda n: self.losses[n] - min(self.losses[: n + 1])
        )
        return self.losses.index(min(self.losses[: high + 1])), high

    def at(self, place: int) -> str:
        """A loss and its epoch, in words."""
        return f"{self.losses[place]:.3g} in epoch {self.epochs[place]}"


def hindsight(run: Run) -> tuple[Diagnostic, ...]:
    """What is told of a run that is over: of each of its losses, of its units, and of a result that is too good."""
    records = history.read(run.history)
    elaborated = elaborate(
        run.source(), run.record.overrides, None, Limits(**run.record.limits), run.imports
    )
    courses = _courses(elaborated, records)
    return (*courses, *_shut(run, elaborated), *leaks(run, elaborated, records))


def _courses(elaborated: Elaborated, records: Records) -> Iterator[Diagnostic]:
    """Of each loss the gravest; nothing of a short run."""
    if len(records) < FEWEST:
        return
    plans = elaborated.experiment.plans
    epochs = tuple(record["epoch"] for record in records)
    for name in records[0]["train"]:
        network = name.rpartition(".")[0]
        plan = plans.get(network) if network else next(iter(plans.values()), None)
        training, validation = (
            Course(tuple(r[part][name] for r in records), epochs)
            if all(name in r.get(part, {}) for r in records)
            else None
            for part in ("train", "validation")
        )
        if training is not None:
            span = None if plan is None else plan.loss_span
            yield from list(told(training, validation, span))[:1]


def _shut(run: Run, elaborated: Elaborated) -> Iterator[Diagnostic]:
    """The layers of which many units never open, where the spec makes them."""
    places = Places(elaborated.trees)
    for found in read_closed(run):
        graph = elaborated.experiment.networks.get(found.network)
        nodes = () if graph is None else graph.nodes
        node = next((node for node in nodes if node.path == found.path), None)
        if graph is not None and node is not None:
            yield from at_use(graph, places, [_dying(found, node)])


def _dying(found: Closed, node: Node) -> Diagnostic:
    was = found.predicted
    before = "" if was is None else f"; of the first weights {was:.0%} were predicted"
    late = (
        "steps that are too long shut them: a smaller learning rate, a warm-up or a norm before it"
        " helps, and `leaky_relu` never closes"
    )
    early = "they are so from the start: centre the inputs, with `standardize` or a norm; or use `leaky_relu`, which never closes"
    return DYING.at(
        node.span,
        f"{found.closed} of the {found.units} units of `{found.path}` ({found.closed / found.units:.0%})"
        f" give 0 for every one of {found.rows} training rows{before}",
        help=early if was is not None and was > found.share / 2 else late,
    )


def told(training: Course, validation: Course | None, span: Span | None) -> Iterator[Diagnostic]:
    """What a loss tells that was measured while training and on validation, the gravest first."""
    if training.blown_up or training.lost(LOST):
        low, high = training.rise
        yield DIVERGED.at(
            span,
            f"the loss of training rose from {training.at(low)} to {training.at(high)}",
            help="its steps are too long: take a smaller learning rate, a schedule that ends low, or"
            " `clip = global_norm(1)`",
        )
    if validation is not None and validation.lost(WORSE):
        best = validation.least
        if training.end < training.losses[best] - MUCH * abs(training.losses[best]):
            yield OVERFITTED.at(
                span,
                f"the loss of validation rose from {validation.at(best)} to {validation.end:.3g} at the end,"
                f" while that of training fell from {training.losses[best]:.3g} to {training.end:.3g}",
                help="rows are learnt by heart: more of them, `augment`, `dropout` or a smaller network"
                " help, and `stop = early()` ends in time",
            )
    if _stands_still(training):
        middle = len(training.losses) // 2
        yield STOOD_STILL.at(
            span,
            f"the second half of training changed nothing: its loss was {training.at(middle)}, and is"
            f" {training.end:.3g} at the end",
            help="fewer epochs do as well; if it is too high, `tenet train --overfit-batch` tells whether"
            " the network can learn at all",
        )


def _stands_still(training: Course) -> bool:
    """Whether a loss that is not solved fell by next to nothing in the second half."""
    first: Sequence[float] = training.losses[: len(training.losses) // 2 + 1]
    reached = median(first[-LAST:])
    return abs(reached - training.end) < LITTLE * abs(reached) and abs(reached) > SOLVED * abs(
        training.losses[0]
    )
