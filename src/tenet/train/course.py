"""The course of training: step after step, each with its batches, the rows as its epoch draws them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from tenet.data.arrays import Indices, Values
from tenet.train.batches import step_count, steps
from tenet.train.prepare import Prepared


class Fed(Protocol):
    """What is given rows to learn from: an engine, or those of several networks."""

    def feed(self, rows: Mapping[str, Values]) -> None:
        """Effect: these are the rows that indices choose from."""

    def expect(self, batches: Sequence[Indices]) -> None:
        """Effect: these batches come next, and may be gathered."""


def course(
    engine: Fed,
    prepared: Prepared,
    seed: int,
    first: int,
    beside: Mapping[str, Values] | None = None,
) -> Iterator[tuple[int, list[Indices]]]:
    """The steps from one on, counted from 0, without end.

    Effect: before a step is given, the engine is fed what its epoch draws, if anything is drawn, and
    further fields beside it.
    """
    rows, settings = prepared.dataset.parts["train"], prepared.plan.settings
    each = step_count(len(rows), settings.batch, settings.accumulate)
    drawn = bool(prepared.dataset.live.nodes)
    order = steps(rows, settings, seed, first, prepared.dataset.buffer)
    for step, batches in enumerate(_foreseen(engine, order), first):
        if drawn and (step == first or step % each == 0):
            engine.feed({**prepared.rows(seed, step // each + 1), **(beside or {})})
        yield step, batches


def _foreseen(engine: Fed, order: Iterator[list[Indices]]) -> Iterator[list[Indices]]:
    """The same batches without end; when a step is given, the engine knows what comes next."""
    now = next(order)
    for coming in order:
        engine.expect(coming)
        yield now
        now = coming
