"""A learned vector for each category."""

from __future__ import annotations

from math import inf
from typing import Literal

from tenet.catalogue.definition import Size
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.operation import Operation, ParameterSpec, Role
from tenet.initialisers.given import Normal
from tenet.types.dim import Dim
from tenet.types.shape import Misfit
from tenet.types.tensor import DType, TensorType


class Embedding(Operation):
    """Row x of a learned table: a vector for each category, counted from 0.

    Shapes: whole numbers `[…]` to `[…, features]`; `weight` is `[rows, features]`. With `init=auto` it
    starts as N(0, 0.02²) (Radford et al., 2018; Devlin et al., 2019): a look-up adds nothing up, so
    no fan-in scales it, and small vectors leave the first steps to the layers above.

    Source: Bengio et al. (2003).
    """

    examples = (
        "network(x: i64[5] in 0..9) -> y { y = x -> embedding(4) }",
        "network(x: i64 in 0..2) -> y { y = x -> embedding(4, rows=8, init=normal(1)) -> relu }",
    )

    features: Size
    """How many numbers stand for a category."""
    rows: Size | None = None
    """How many categories there are; told by the range of the input unless given."""
    init: Initialiser | Literal["auto"] = "auto"
    """How the table starts."""

    def result(self, *types: TensorType) -> TensorType:
        """The input with an axis of features at the end."""
        x = types[0]
        if not x.dtype.is_integer:
            raise Misfit(
                f"looks up whole numbers, but its input is {x}",
                "make categories of them in `data`, with `categories`",
            )
        self.height(x)
        return TensorType(DType.F32, (*x.shape, self.features), batched=x.batched)

    def height(self, x: TensorType) -> Dim:
        """How many rows the table has.

        Raises:
            Misfit: nothing tells it, or the input may lie beyond it.
        """
        low, high = x.range.low, x.range.high
        if -inf < low < 0:
            raise Misfit(f"counts its rows from 0, but its input may be as small as {low:g}")
        if self.rows is None:
            if low < 0 or high == inf:
                raise Misfit(
                    f"needs to know how many rows its table has, and the range of its input {x} does not"
                    " tell",
                    f"promise its range, such as `{x.bare} in 0..9`, or give `rows=10`",
                )
            return int(high) + 1
        if isinstance(self.rows, int) and self.rows <= high < inf:
            raise Misfit(
                f"has {self.rows} rows, 0..{self.rows - 1}, but its input may be as large as {high:g}",
                f"give `rows={int(high) + 1}`, or leave `rows` out",
            )
        return self.rows

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """The table."""
        init = Normal(std=0.02) if self.init == "auto" else self.init
        shape = (self.height(types[0]), self.features)
        return (ParameterSpec("weight", shape, Role.EMBEDDING, init),)
