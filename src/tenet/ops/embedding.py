"""A learned vector for each category."""

from __future__ import annotations

from math import inf
from typing import Annotated, Literal

from pydantic import Field

from tenet.catalogue.definition import Size
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.operation import Operation, ParameterSpec, Role
from tenet.initialisers.given import Normal
from tenet.initialisers.zero_row import ZeroRow
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
        "network(x: i64[5] in 0..3) -> y { y = x -> embedding(3, padding=0) }",
    )

    features: Size
    """How many numbers stand for a category."""
    rows: Size | None = None
    """How many categories there are; told by the range of the input unless given."""
    padding: Annotated[int, Field(ge=0)] | None = None
    """The category that stands for nothing: its row starts as zeros and is not trained."""
    init: Initialiser | Literal["auto"] = "auto"
    """How the table starts."""

    def told(self, count: Dim) -> Embedding:
        """With a row for each category."""
        return self if self.rows is not None else self.model_copy(update={"rows": count})

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
        height = categories(x, self.rows, "rows", "its table has")
        if self.padding is not None and isinstance(height, int) and self.padding >= height:
            raise Misfit(
                f"has {height} rows, 0..{height - 1}, so that row {self.padding} is none of them",
            )
        return height

    def parameters(self, *types: TensorType) -> tuple[ParameterSpec, ...]:
        """The table."""
        init = Normal(std=0.02) if self.init == "auto" else self.init
        if self.padding is not None:
            init = ZeroRow(others=init, row=self.padding)
        shape = (self.height(types[0]), self.features)
        return (ParameterSpec("weight", shape, Role.EMBEDDING, init),)


def categories(x: TensorType, given: Dim | None, what: str, where: str) -> Dim:
    """How many categories whole numbers stand for: told by their range unless given.

    Raises:
        Misfit: nothing tells it, or a number may be none of them; it calls them `what`.
    """
    low, high = x.range.low, x.range.high
    if -inf < low < 0:
        raise Misfit(f"counts its {what} from 0, but its input may be as small as {low:g}")
    if given is None:
        if low < 0 or high == inf:
            raise Misfit(
                f"needs to know how many {what} {where}, and the range of its input {x} does not tell",
                f"promise its range, such as `{x.bare} in 0..9`, or give `{what}=10`",
            )
        return int(high) + 1
    if isinstance(given, int) and given <= high < inf:
        raise Misfit(
            f"has {given} {what}, 0..{given - 1}, but its input may be as large as {high:g}",
            f"give `{what}={int(high) + 1}`, or leave `{what}` out",
        )
    return given
