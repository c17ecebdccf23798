"""A penalty that keeps most units of a layer silent."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.inputs import Inputs
from tenet.policy.loss import Loss, scalar
from tenet.types.shape import Misfit, floats, rows
from tenet.types.tensor import Interval, TensorType

EDGE = 1e-6
"""How near a mean activity comes to 0 and 1 before its logarithm is taken."""


class KlSparsity(Loss):
    """sum(rho log(rho / m) + (1 - rho) log((1 - rho) / (1 - m))) over units, m a unit's mean activity.

    The mean is over the batch, and over the places of a sequence: this loss sees other rows, and
    depends on how many a batch has. It lies within 1e-6 .. 1 - 1e-6. Shapes: `[…, F]`, activities
    within 0..1.

    Source: Ng (2011), Sparse autoencoder.
    """

    inputs = Inputs(("activity",))
    examples = (
        "network(x: f32[4]) -> y { y = x -> dense(3) -> sigmoid -> kl_sparsity }",
        "network(x: f32[2, 4]) -> y { y = x -> dense(3) -> sigmoid -> kl_sparsity(20%) }",
    )

    rho: Annotated[float, Field(gt=0, lt=1)] = 0.05
    """How active a unit should be on average."""

    def result(self, *types: TensorType) -> TensorType:
        """One number for the whole batch."""
        activity = rows(floats(types[0]))
        if not activity.shape:
            raise Misfit("is of the units of a layer, but its input is one number per row")
        if not activity.range <= Interval(0, 1):
            raise Misfit(
                f"needs activities within 0..1, but they are {activity}",
                "end the layer in `-> sigmoid`",
            )
        return scalar()

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The places of a sequence."""
        return tuple(range(types[0].rank - 1))
