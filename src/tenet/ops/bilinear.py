"""The bilinear layer."""

from __future__ import annotations

from typing import Literal

from tenet.catalogue.definition import Size
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.inputs import TWO
from tenet.catalogue.operation import Operation, ParameterSpec, Role
from tenet.initialisers.fixed import Zeros
from tenet.types.dim import Dim, product
from tenet.types.shape import Misfit, alike, floats, worded
from tenet.types.tensor import TensorType


class Bilinear(Operation):
    """y[k] = aᵀ W[k] b + c[k] on the last axes: how well two vectors go together, in many ways.

    Shapes: `[…, A]` and `[…, B]` to `[…, units]`; `weight` is `[units, A, B]`, `bias` is `[units]`.

    Source: Tenenbaum and Freeman (2000), eq. 1.
    """

    of_products = True
    inputs = TWO
    examples = (
        "network(a: f32[3], b: f32[4]) -> y { y = (a, b) -> bilinear(5) }",
        (
            "network(a: f32[T, 3], b: f32[T, 4]) -> y {"
            " y = (a, b) -> bilinear(2, bias=false, init=he_normal) }"
        ),
    )

    units: Size
    """How many numbers come out."""
    bias: bool = True
    """Whether a constant is added to each."""
    init: Initialiser | Literal["auto"] = "auto"
    """How the weights start."""

    def result(self, *types: TensorType) -> TensorType:
        """The common axes with `units` as the last."""
        a, b = types
        floats(a)
        if not a.rank or not b.rank or a.shape[:-1] != b.shape[:-1]:
            raise Misfit(
                "takes two tensors that agree on every axis but the last, but they are"
                f" {worded(a.shape)} and {worded(b.shape)}"
            )
        if a.batched is not b.batched:
            raise Misfit(
                "takes two values of each row, but one of them is the same for all",
                "use `dense` on the one that comes in rows",
            )
        return TensorType(alike(a, b), (*a.shape[:-1], self.units), batched=a.batched)

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """The matrices and, if wanted, the bias."""
        left, right = (kind.shape[-1] for kind in types)
        fans = (left * right, self.units)
        shape = (self.units, left, right)
        weight = ParameterSpec("weight", shape, Role.WEIGHT, self.init, fans)
        bias = ParameterSpec("bias", (self.units,), Role.BIAS, Zeros())
        return (weight, bias) if self.bias else (weight,)

    def macs(self, *types: TensorType) -> Dim:
        """A matrix between two vectors for each number of the output."""
        a, b = types
        return product(a.shape) * b.shape[-1] * self.units
