"""What an operation draws at random, and what it then computes, so that draws can be given from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from tenet.frozen import frozen
from tenet.types.tensor import TensorType

if TYPE_CHECKING:
    from tenet.catalogue.operation import Operation


@frozen
class Draw:
    """A tensor of independent numbers of one law, drawn anew for each batch.

    Attributes:
        type: its type; its range says between what a uniform law draws.
        law: the standard normal distribution, a uniform one, or `kept`: 1, but 0 with probability `rate`.
        rate: how likely 0 is where the law is `kept`.
    """

    type: TensorType
    law: Literal["normal", "uniform", "kept"]
    rate: float = 0.0


Recipe: TypeAlias = "tuple[tuple[Operation, tuple[int, ...]], ...]"
"""Operations in order, each on values by their place: the inputs, then the draws, then the results before."""
