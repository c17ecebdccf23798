"""The kind of thing that `optimizer` takes."""

from __future__ import annotations

from typing import Annotated

from tenet.catalogue.definition import Definition, NotNegative, Positive
from tenet.catalogue.setting import Usual


class Optimizer(Definition):
    """A rule that moves parameters against their gradients.

    Weight decay touches weights and embeddings; biases and norms are left alone.
    """

    kind = "optimizer"
    home = "tenet.policy.optimizers"

    learning_rate: Annotated[Positive, Usual("1e-3")]
    """The length of a step; a schedule multiplies it."""
    weight_decay: NotNegative = 0.0
    """How strongly weights are drawn towards zero."""
