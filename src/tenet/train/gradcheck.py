"""Hold the gradients of each backend against differences of the loss, in float64."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from tenet.backends.engine import BACKENDS, Backend, Engine
from tenet.backends.probe import probe, rms
from tenet.data.arrays import Array, Indices
from tenet.data.drawing import generator
from tenet.frozen import frozen, replace
from tenet.train.prepare import Turn
from tenet.train.trial import Trial

ROWS = 8
"""Rows of a batch: a mistake in a gradient shows in few."""
PLACES = 4
"""Numbers of each parameter that are moved: the one with the largest gradient, and some at random."""
STEPS = (1e-5, 1e-7)
"""How far: with error 1e-10 of what curves, and less far where a kink of the loss lies between."""
TOLERANCE = 1e-5
"""The largest difference, as a share of the larger gradient."""


@frozen
class Checked:
    """A parameter: how large its gradient is, and how far it is off on each backend."""

    path: str
    scale: float
    differences: dict[Backend, float]

    @property
    def holds(self) -> bool:
        """Whether it is right on every backend."""
        return all(found <= TOLERANCE for found in self.differences.values())


def gradcheck(trial: Trial) -> tuple[Checked, ...]:
    """Every parameter that is trained, with its gradient held against central differences.

    The draws of a step are the same at every evaluation, so that dropout is checked too. No `precision` is
    kept: a difference of the loss would drown in the rounding of half precision.
    """
    trial = trial.exact
    prepared = trial.prepared
    rows = prepared.dataset.parts["train"][:ROWS]
    weights = {
        path: value.astype(np.float64) if value.dtype.kind == "f" else value
        for path, value in trial.weights.items()
    }
    engines = {backend: trial.engines(backend, "float64") for backend in BACKENDS}
    for each in engines.values():
        each.load(weights)
    return tuple(
        replace(found, path=prepared.scoped(turn.name, found.path))
        for turn in prepared.turns
        for found in _checked(
            {backend: each.by_network[turn.name] for backend, each in engines.items()},
            turn,
            trial.own(turn, weights),
            rows,
        )
    )


def _checked(
    engines: Mapping[Backend, Engine], turn: Turn, weights: dict[str, Array], rows: Indices
) -> Iterator[Checked]:
    """The parameters of a network, by its own paths."""
    found = {
        backend: probe(backend).pull(engine, rows, 0)[1] for backend, engine in engines.items()
    }
    floor = 1e-7 * max(
        (rms(value) for gradients in found.values() for value in gradients.values()), default=0.0
    )
    for path, parameter in turn.graphs.own.items():
        if not parameter.trainable:
            continue
        gradients = {b: found[b].get(path, np.zeros_like(weights[path])) for b in BACKENDS}
        differences = {
            b: _difference(b, engines[b], weights, path, gradients[b], rows, floor)
            for b in BACKENDS
        }
        for engine in engines.values():
            engine.load(weights)
        yield Checked(path, rms(gradients["torch"]), differences)


def _difference(  # noqa: PLR0913, PLR0917  # a gradient, and all that its loss hangs on
    backend: Backend,
    engine: Engine,
    weights: dict[str, Array],
    path: str,
    gradient: Array,
    rows: Indices,
    floor: float,
) -> float:
    """How far a gradient is off at some of its places, as a share of the larger."""
    flat = gradient.reshape(-1)
    random = generator(0, "gradcheck", path).integers(flat.size, size=PLACES - 1)
    places = {int(np.abs(flat).argmax()), *map(int, random)} if flat.size else set()
    worst = 0.0
    for place in places:
        offs = []
        for step in STEPS:
            slope = _slope(backend, engine, weights, (path, place), rows, step)
            larger = max(abs(slope), abs(flat[place]), floor, 1e-12)
            offs.append(abs(slope - flat[place]) / larger)
            if offs[-1] <= TOLERANCE:
                break
        worst = max(worst, min(offs))
    return float(worst)


def _slope(  # a loss, and which of its numbers moves how far
    backend: Backend,
    engine: Engine,
    weights: dict[str, Array],
    at: tuple[str, int],
    rows: Indices,
    step: float,
) -> float:
    """The slope of the loss between two values of one number."""
    path, place = at
    losses = []
    size = step * max(1.0, abs(float(weights[path].reshape(-1)[place])))
    for sign in (1, -1):
        moved = weights[path].copy()
        moved.reshape(-1)[place] += sign * size
        engine.load({**weights, path: moved})
        losses.append(probe(backend).pull(engine, rows, 0)[0])
    return (losses[0] - losses[1]) / (2 * size)
