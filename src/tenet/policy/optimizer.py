"""The kind of thing that `optimizer` takes."""

from __future__ import annotations

from typing import Annotated, Self

from tenet.catalogue.definition import Definition, NotNegative, Positive
from tenet.catalogue.setting import Usual
from tenet.policy.find import Find


class Optimizer(Definition):
    """A rule that moves parameters against their gradients.

    Weight decay touches weights and embeddings; biases and norms are left alone.
    """

    kind = "optimizer"
    home = "tenet.policy.optimizers"

    learning_rate: Annotated[Positive, Usual("1e-3")] | Find
    """The length of a step, or how it is found; a schedule multiplies it."""
    weight_decay: NotNegative = 0.0
    """How strongly weights are drawn towards zero."""

    @property
    def sought(self) -> Find | None:
        """How the learning rate is found, if it is not given."""
        return self.learning_rate if isinstance(self.learning_rate, Find) else None

    @property
    def rate(self) -> float:
        """The learning rate, where it is given or found."""
        assert not isinstance(self.learning_rate, Find), "the rate is not found yet"
        return self.learning_rate

    def with_rate(self, rate: float) -> Self:
        """The same with a learning rate that was found."""
        return self.model_copy(update={"learning_rate": rate})
