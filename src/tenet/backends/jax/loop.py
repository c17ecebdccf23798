"""Loop over small steps: to start a program takes longer than one of them, so several wait and are one program.

The program is the same however many it does, so that a step gives the same bits whether or not others wait with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from tenet.backends.engine import Array, Job
from tenet.backends.jax.step import Fixed, Held, Moment, Step, Tree, compiled
from tenet.ir.body import every_node
from tenet.ops.conv import Conv
from tenet.ops.conv_transpose import ConvTranspose
from tenet.ops.depthwise_conv import DepthwiseConv
from tenet.ops.reparametrised import Reparametrised
from tenet.types.dim import Dim

MOST = 32
"""How many steps wait at most."""
SMALL = 1_000_000
"""Multiply-adds for a row; where there are more, starting a program is nothing beside a step."""
SLOW = (Conv, ConvTranspose, DepthwiseConv, Reparametrised)
"""What takes XLA up to five times as long in a loop."""


def loops(job: Job) -> bool:
    """Whether the steps of a job are done in a loop. It hangs on the job alone, and so do their bits."""
    graph = job.graphs.trained
    if job.mix is not None or any(isinstance(node.op, SLOW) for node in every_node(graph)):
        return False
    macs: Dim = 0
    for node in graph.nodes:
        macs = macs + node.macs
    return isinstance(macs, int) and macs <= SMALL


@dataclass(slots=True)
class Wait:
    """Steps that wait for one another: of as many rows each, in which the same stands still.

    Attributes:
        batches: the rows of each.
        moments: learning rate, step and share of each.
        losses: what they came to, once they are done.
    """

    rows: int
    still: frozenset[str]
    batches: list[Array] = field(default_factory=list)
    moments: list[Moment] = field(default_factory=list)
    losses: jax.Array | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The loss of a step that waits: where it will stand."""

    wait: Wait
    number: int


class Loop:
    """The steps that wait, and the program that does them."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self.wait: Wait | None = None
        self._program = compiled(step.job, self._looped, donate_argnums=0, static_argnums=5)

    def takes(self, indices: Array, still: frozenset[str]) -> bool:
        """Whether a step may wait with those that do."""
        wait = self.wait
        if wait is None:
            return True
        return len(wait.batches) < MOST and (wait.rows, wait.still) == (len(indices), still)

    def add(self, indices: Array, moment: Moment, still: frozenset[str]) -> Place:
        """Effect: a step waits; where its loss will stand."""
        if self.wait is None:
            self.wait = Wait(len(indices), still)
        self.wait.batches.append(indices)
        self.wait.moments.append(moment)
        return Place(self.wait, len(self.wait.batches) - 1)

    def run(self, held: Held, rows: Tree) -> Held:
        """What is held after the steps that wait. Effect: none waits, and their losses are on the way."""
        wait, self.wait = self.wait, None
        if wait is None:
            return held
        count = len(wait.batches)
        batches = np.stack(wait.batches + wait.batches[:1] * (MOST - count))
        moments = wait.moments + wait.moments[:1] * (MOST - count)
        moment = tuple(map(np.array, zip(*moments, strict=True)))
        held, wait.losses = self._program(held, rows, batches, moment, np.int32(count), wait.still)
        return held

    def _looped(  # what jit traces and donates, by position
        self,
        held: Held,
        rows: Tree,
        batches: jax.Array,
        moment: Moment,
        count: jax.Array,
        still: frozenset[str],
    ) -> tuple[Held, jax.Array]:
        fixed: Fixed = ({}, rows, None, {})

        def turn(i: jax.Array, carried: tuple[Held, jax.Array]) -> tuple[Held, jax.Array]:
            held, losses = carried
            own: Any = jax.tree.map(lambda values: values[i], moment)
            held, loss = self.step.update(held, fixed, batches[i], own, still)
            return held, losses.at[i].set(loss)

        losses = jnp.zeros(MOST, self.step.job.precision)
        after: tuple[Held, jax.Array] = lax.fori_loop(0, count, turn, (held, losses))
        return after


def settled(losses: list[object]) -> list[float]:
    """Losses as numbers, of steps that are done; waits for the device."""
    waits = {id(place.wait): place.wait.losses for place in losses if isinstance(place, Place)}
    known, others = jax.device_get((waits, [x for x in losses if not isinstance(x, Place)]))
    rest = iter(others)
    return [
        float(known[id(x.wait)][x.number] if isinstance(x, Place) else next(rest)) for x in losses
    ]
