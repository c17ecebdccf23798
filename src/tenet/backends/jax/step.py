"""A step of training in functions that JAX traces: derive the loss, and move what is held."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from tenet.backends.engine import Job
from tenet.backends.jax.motion import moved_in, moves
from tenet.backends.jax.rule import Rule
from tenet.backends.jax.scaling import Scaled, finite, rescaled
from tenet.backends.lowering import lower
from tenet.backends.mixing import Blend, arguments
from tenet.policy.precision import HALVES

Tree = dict[str, jax.Array]


class Held(NamedTuple):
    """What a step changes: parameters, statistics, slots by path, averages, and how the loss is scaled."""

    params: Tree
    state: Tree
    memory: dict[str, Tree]
    averages: Tree
    scaled: Scaled


Fixed = tuple[Tree, Tree, Blend | None, Scaled]
"""What a step reads: the parameters of other networks, the rows, how these are mixed, and how the loss is scaled."""
Moment = tuple[Any, Any, Any]
"""Learning rate, step from 0, and the share of the new weights in their average."""


def compiled(job: Job, function: Callable[..., Any], **how: Any) -> Callable[..., Any]:
    """A function of a job's steps, compiled; in half precision with every rounding done, as PyTorch does it."""
    rounded = job.products in HALVES
    options = {"xla_allow_excess_precision": False} if rounded else None
    return jax.jit(function, compiler_options=options, **how)


class Step:
    """How a network learns from a batch. Nothing is held here."""

    def __init__(self, job: Job, module: ModuleType) -> None:
        self.job = job
        self.module = module
        self.rule: Rule = lower(job.optimizer, "jax", None)
        self.moves = job.moves

    def update(  # what jit traces and donates, by position
        self,
        held: Held,
        fixed: Fixed,
        indices: jax.Array,
        moment: Moment,
        still: frozenset[str],
    ) -> tuple[Held, jax.Array]:
        """What is held after a step, and its loss."""
        key = jax.random.fold_in(jax.random.key(self.job.seed % 2**32), moment[1])
        fixed = (*fixed[:3], held.scaled)
        loss, state, gradients = self.derived(held.params, held.state, fixed, indices, key, still)
        return self.moved(held._replace(state=state), gradients, moment), loss

    def pulled(  # noqa: PLR0913, PLR0917  # what jit traces and donates, by position
        self,
        state: Tree,
        before: tuple[jax.Array, Tree] | None,
        params: Tree,
        fixed: Fixed,
        indices: jax.Array,
        place: Moment,
        still: frozenset[str],
    ) -> tuple[Tree, tuple[jax.Array, Tree]]:
        """The state after a batch; and its share of loss and gradients, added to what was before."""
        step, number, share = place
        key = jax.random.fold_in(jax.random.key(self.job.seed % 2**32), step)
        key = jax.random.fold_in(key, number)
        loss, state, gradients = self.derived(params, state, fixed, indices, key, still)
        own = jax.tree.map(lambda value: value * share, (loss, gradients))
        return state, own if before is None else jax.tree.map(jnp.add, before, own)

    def derived(  # what the traced functions hand on
        self,
        params: Tree,
        state: Tree,
        fixed: Fixed,
        indices: jax.Array,
        key: jax.Array,
        still: frozenset[str],
    ) -> tuple[jax.Array, Tree, Tree]:
        """The loss of a batch, the state after it, and the gradients of what moves."""
        constants, rows, by, scaled = fixed
        given = arguments(self.job, {name: values[indices] for name, values in rows.items()}, by)

        def objective(moving: Tree) -> tuple[jax.Array, tuple[jax.Array, Tree]]:
            every, known = {**params, **moving, **constants}, {**state, **constants}
            loss, moved = self.module.loss(every, known, *given, training=True, key=key)
            left = {p: (state if p in still else moved)[p] for p in state}
            return loss * scaled["scale"] if scaled else loss, (loss, left)

        moving = {path: value for path, value in params.items() if path not in still}
        (_, (loss, moved)), gradients = jax.value_and_grad(objective, has_aux=True)(moving)
        if scaled:
            gradients = {path: value / scaled["scale"] for path, value in gradients.items()}
        return loss, moved, gradients

    def moved(self, held: Held, gradients: Tree, moment: Moment) -> Held:
        """What is held after a step."""
        params, state, memory, averages, scaled = held
        moved, remembered = self._updated(held, gradients, moment)
        if scaled and gradients:
            fine = finite(gradients.values())
            moved, remembered = jax.tree.map(
                lambda new, old: jnp.where(fine, new, old), (moved, remembered), (params, memory)
            )
            moving = jnp.array([moves(still, moment[1]) for still in self.job.stills])
            scaled = rescaled(scaled, fine, moving)
        now = {**moved, **state}
        mean = {path: _nearer(value, now[path], moment[2]) for path, value in averages.items()}
        return Held(moved, state, remembered, mean, scaled)

    def _updated(self, held: Held, gradients: Tree, moment: Moment) -> tuple[Tree, dict[str, Tree]]:
        """Parameters and slots after an update."""
        params, _, memory, _, scaled = held
        rate, step, _ = moment
        if self.job.clip is not None:
            gradients = lower(self.job.clip, "jax", None, gradients)
        moved, remembered = dict(params), dict(memory)
        for path, gradient in gradients.items():
            motion = self.moves[path]
            own = rate if motion.factor == 1 else rate * motion.factor
            done = moved_in(motion, step)
            if scaled:
                done = scaled["updates"][self.job.stills.index(motion.still)]
            moved[path], remembered[path] = self.rule.move(
                params[path], gradient, memory[path], own, motion.decay, done + 1
            )
        return moved, remembered


def _nearer(mean: jax.Array, value: jax.Array, share: jax.Array) -> jax.Array:
    """A mean that has moved by a share towards a value; with all of it, the value itself."""
    return jnp.where(share == 1, value, mean + share * (value - mean)).astype(mean.dtype)
