"""Find a learning rate before training, by letting it rise until the loss breaks away.

Source: Smith (2017), "Cyclical learning rates for training neural networks", sec. 3.3.
"""

from __future__ import annotations

from itertools import islice
from math import isfinite

from tenet.backends.engine import Backend, Job, make_engine
from tenet.diagnostics import TenetError
from tenet.frozen import frozen
from tenet.train.course import course
from tenet.train.mistakes import NO_RATE
from tenet.train.prepare import Prepared
from tenet.train.weights import draw_weights

STEPS = 100
"""How many rates are tried."""
MEMORY = 0.8
"""How slowly the mean of the losses forgets: single batches differ."""
BROKEN = 4.0
"""So many times the least loss is the end of the test."""
SETTLED = 10
"""Before so many steps nothing is judged."""


@frozen
class Found:
    """The rate that was found, and the course of the test: each rate with its smoothed loss."""

    rate: float
    course: tuple[tuple[float, float], ...]


def find_rate(prepared: Prepared, backend: Backend, seed: int, device: str) -> Found:
    """The learning rate of an experiment that asks for one: a tenth of that at which the loss is least.

    Raises:
        TenetError: the loss falls at no rate of the range.
    """
    optimizer = prepared.plan.settings.optimizer
    sought = optimizer.sought
    assert sought is not None
    low, high = sought.rates.low, sought.rates.high
    started = optimizer.with_rate(low)
    settings = prepared.plan.settings
    job = Job(
        prepared.graphs,
        started,
        seed,
        device,
        clip=settings.clip,
        products=settings.precision,
        mix=settings.mix,
    )
    engine = make_engine(backend, job)
    engine.feed(prepared.rows())
    engine.load(draw_weights(prepared.graph, seed))
    seen: list[tuple[float, float]] = []
    mean = 0.0
    for step, (batch, *more) in islice(course(engine, prepared, seed, 0), STEPS):
        rate = low * (high / low) ** (step / (STEPS - 1))
        (loss,) = engine.settle([engine.step(batch, rate, step, more)])
        mean = MEMORY * mean + (1 - MEMORY) * loss
        smoothed = mean / (1 - MEMORY ** (step + 1))
        least = min((other for _, other in seen), default=smoothed)
        if not isfinite(loss) or (step > SETTLED and least > 0 and smoothed > BROKEN * least):
            break
        seen.append((rate, smoothed))
    return Found(_chosen(prepared, seen, low), tuple(seen))


def _chosen(prepared: Prepared, seen: list[tuple[float, float]], low: float) -> float:
    """A tenth of the rate with the least loss, to two digits, and no lower than the range."""
    judged = seen[SETTLED:]
    if not judged or min(loss for _, loss in judged) >= seen[0][1]:
        raise _hopeless(prepared, low)
    best, _ = min(judged, key=lambda pair: pair[1])
    return float(f"{max(best / 10, low):.2g}")


def _hopeless(prepared: Prepared, low: float) -> TenetError:
    return NO_RATE.error(
        prepared.plan.loss_span,
        f"no learning rate was found: from {low:g} on, the loss falls at no rate of the range",
        help="look at the scale of inputs and target, or give a rate",
    )
