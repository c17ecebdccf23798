"""The course of training: step after step, each with its batches, the rows as its epoch draws them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count, islice
from math import inf
from typing import Protocol

from tenet.data.arrays import Indices, Values
from tenet.policy.train import Train
from tenet.train.batches import grouped, shuffled_batches, step_count
from tenet.train.clock import clock_of
from tenet.train.prepare import Prepared
from tenet.train.stages import Stretch, stretch_at, stretches


class Fed(Protocol):
    """What is given rows to learn from: an engine, or those of several networks."""

    def feed(self, rows: Mapping[str, Values]) -> None:
        """Effect: these are the rows that indices choose from."""

    def expect(self, batches: Sequence[Indices]) -> None:
        """Effect: these batches come next, and may be gathered."""


def course(
    engine: Fed, prepared: Prepared, seed: int, first: int
) -> Iterator[tuple[int, list[Indices]]]:
    """The steps from one on, counted from 0, without end.

    Effect: before a step is given, the engine is fed what its epoch draws, if anything is drawn, and sequences as
    long as its stage has them.
    """
    settings, clock = prepared.plan.settings, prepared.clock
    drawn = bool(prepared.dataset.live.nodes)
    cut = any(stage.length is not None for stage in settings.staged)
    before: int | None = None
    data = prepared.dataset
    order = steps(data.parts["train"], settings, seed, first, data.buffer)
    for step, batches in enumerate(_foreseen(engine, order), first):
        length = stretch_at(settings, clock, step).length if cut else None
        anew = (drawn and step % clock.epoch == 0) or (cut and length != before)
        if anew or (step == first and (drawn or cut)):
            epoch = step // clock.epoch + 1 if drawn else 0
            engine.feed(prepared.rows(seed, epoch, length))
        before = length
        yield step, batches


def _foreseen(engine: Fed, order: Iterator[list[Indices]]) -> Iterator[list[Indices]]:
    """The same batches without end; when a step is given, the engine knows what comes next."""
    now = next(order)
    for coming in order:
        engine.expect(coming)
        yield now
        now = coming


def steps(
    rows: Indices, settings: Train, seed: int, first: int, buffer: int | None = None
) -> Iterator[list[Indices]]:
    """The batches of each step from one on, counted from 0: epoch after epoch, without end.

    A stage goes through its own rows from its first step on. The order of rows hangs on seed, stage and epoch
    alone, so that a step tells all that is before it.
    """
    for stretch in stretches(settings, clock_of(settings, len(rows))):
        if first >= stretch.end:
            continue
        ahead = _epochs(stretch, stretch.chosen(rows, seed), settings, seed, first, buffer)
        left = None if stretch.end == inf else int(stretch.end) - first
        yield from islice(ahead, left)
        first = int(stretch.end) if stretch.end < inf else first


def _epochs(
    stretch: Stretch,
    rows: Indices,
    settings: Train,
    seed: int,
    first: int,
    buffer: int | None,
) -> Iterator[list[Indices]]:
    """The batches of each step of a stretch from one on, without end."""
    first -= stretch.begin
    each = step_count(len(rows), settings.batch, settings.accumulate)
    since = (stretch.begin,) if stretch.begin else ()
    for epoch in count(first // each):
        cut = shuffled_batches(rows, settings.batch, seed, *since, epoch, buffer=buffer)
        yield from islice(grouped(cut, settings.accumulate), max(first - epoch * each, 0), None)
