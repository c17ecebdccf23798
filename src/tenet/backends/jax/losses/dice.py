"""The overlap of prediction and target in JAX."""

from __future__ import annotations

from tenet.backends.averaging import overlap
from tenet.backends.jax.code import Code
from tenet.ir.graph import Node
from tenet.policy.losses.dice import Dice


def dice(op: Dice, node: Node) -> Code:
    """The kit's."""
    return Code(overlap(op, node), helpers=("overlap.dice_loss",))
