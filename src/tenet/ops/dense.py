"""The fully connected layer."""

from __future__ import annotations

from typing import Annotated, Literal

from tenet.catalogue.definition import Size
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.operation import Operation, ParameterSpec, Role
from tenet.catalogue.setting import Wired
from tenet.initialisers.fixed import Zeros
from tenet.types.dim import Dim, product
from tenet.types.shape import Misfit, floats, shown
from tenet.types.tensor import TensorType


class Dense(Operation):
    """y = x Wᵀ + b on the last axis.

    Shapes: `[…, F]` to `[…, units]`; `weight` is `[units, F]`, `bias` is `[units]`.
    """

    of_products = True
    examples = (
        "network(x: f32[6]) -> y { y = x -> dense(4) }",
        "network(x: f32[5, 6]) -> y { y = x -> dense(4, bias=false, init=he_uniform) -> relu }",
        "network(x: f32[6]) -> y { y = x -> dense(4, weight=parameter([4, 6])) }",
    )

    units: Size
    """How many numbers come out."""
    bias: bool = True
    """Whether a constant is added to each."""
    init: Initialiser | Literal["auto"] = "auto"
    """How the weights start."""
    weight: Annotated[bool, Wired("a matrix, [units, F]")] = False
    """The weights of another layer, in place of its own: tied weights."""

    def result(self, *types: TensorType) -> TensorType:
        """The input with `units` as its last axis."""
        x = floats(types[0])
        if self.weight and x.shape and types[1].shape != (self.units, x.shape[-1]):
            raise Misfit(
                f"needs weights of {shown((self.units, x.shape[-1]))}, but it is given"
                f" {shown(types[1].shape)}",
                setting="weight",
            )
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
        own = () if self.weight else (weight,)
        return (*own, bias) if self.bias else own

    def macs(self, *types: TensorType) -> Dim:
        """F times units at each place."""
        return product(types[0].shape) * self.units
