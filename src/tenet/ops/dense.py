"""The fully connected layer."""

from __future__ import annotations

from typing import Literal

from tenet.catalogue.definition import Size
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.operation import Operation, ParameterSpec, Role
from tenet.initialisers.fixed import Zeros
from tenet.types.dim import Dim, product
from tenet.types.shape import Misfit, floats
from tenet.types.tensor import TensorType


class Dense(Operation):
    """y = x Wᵀ + b on the last axis.

    Shapes: `[…, F]` to `[…, units]`; `weight` is `[units, F]`, `bias` is `[units]`.
    """

    examples = (
        "network(x: f32[6]) -> y { y = x -> dense(4) }",
        "network(x: f32[5, 6]) -> y { y = x -> dense(4, bias=false, init=he_uniform) -> relu }",
    )

    units: Size
    """How many numbers come out."""
    bias: bool = True
    """Whether a constant is added to each."""
    init: Initialiser | Literal["auto"] = "auto"
    """How the weights start."""

    def result(self, *types: TensorType) -> TensorType:
        """The input with `units` as its last axis."""
        x = floats(types[0])
        if not x.shape:
            raise Misfit(
                "needs at least one axis, but its input is one number per row",
                "give it an axis first, for example with `reshape(1)`",
            )
        return TensorType(x.dtype, (*x.shape[:-1], self.units), batched=x.batched)

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """The matrix and, if wanted, the bias."""
        features = types[0].shape[-1]
        weight = ParameterSpec(
            "weight", (self.units, features), Role.WEIGHT, self.init, (features, self.units)
        )
        bias = ParameterSpec("bias", (self.units,), Role.BIAS, Zeros())
        return (weight, bias) if self.bias else (weight,)

    def macs(self, *types: TensorType) -> Dim:
        """F times units at each place."""
        return product(types[0].shape) * self.units
