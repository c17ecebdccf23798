"""An optimizer in JAX: slots for each parameter, and how a gradient and slots make a step."""

from __future__ import annotations

from collections.abc import Callable

from jax import Array

from tenet.frozen import frozen

Slots = dict[str, Array]
Move = Callable[[Array, Array, Slots, Array, float, Array], tuple[Array, Slots]]
"""(parameter, gradient, slots, learning rate, weight decay, step from 1) to (parameter, slots)."""


@frozen
class Rule:
    """The names of the slots, which start as zeros, and the move."""

    slots: tuple[str, ...]
    move: Move
