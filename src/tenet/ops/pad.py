"""Add places around a sequence, an image or a volume."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from tenet.catalogue.operation import Operation
from tenet.ops.window import Amounts, Sides, sides, sliding
from tenet.types.shape import Misfit, numbers, rows, spatial
from tenet.types.tensor import Interval, TensorType


class Pad(Operation):
    """Places added before and after each spatial axis.

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]`; a spatial axis of n becomes before + n + after. With
    `mode=constant` they hold `value`; with `reflect` the axis turns back at its first and last place,
    which are not repeated; with `replicate` these go on.
    """

    finds_channels = True
    carries = True
    examples = (
        "network(x: f32[3, 4, 5]) -> y { y = x -> pad(1) }",
        "network(x: f32[T, 3] in 0..1) -> y { y = x -> pad([[2, 0]], value=-1.5) }",
        "network(x: f32[2, 4, 5]) -> y { y = x -> pad([[1, 3], 2], mode=reflect) }",
        "network(x: f32[2, 2, 3, 4]) -> y { y = x -> pad([0, 1, [2, 1]], mode=replicate) }",
    )

    amount: Amounts
    """How many places are added: on all sides, or for each spatial axis, in pairs for two sides."""
    mode: Literal["constant", "reflect", "replicate"] = "constant"
    """What the added places hold."""
    value: float = 0.0
    """What they hold where it is the same for all."""

    @model_validator(mode="after")
    def _value_is_used(self) -> Pad:
        if self.value and self.mode != "constant":
            raise Misfit(f"has no use for a value where `mode={self.mode}`", setting="value")
        return self

    def sides(self, x: TensorType) -> Sides:
        """How many places are added before and after each spatial axis."""
        return sides(self.amount, len(spatial(x.shape).places), "amount")

    def result(self, *types: TensorType) -> TensorType:
        """The same channels with more places."""
        x = rows(numbers(types[0]))
        if x.dtype.is_integer and (self.mode != "constant" or self.value % 1):
            given = f"value={self.value:g}" if self.mode == "constant" else f"mode={self.mode}"
            raise Misfit(
                f"pads whole numbers {x.bare} with a whole number alone, not with `{given}`",
                "use `mode=constant` and a whole `value`",
            )
        layout, added = spatial(x.shape), self.sides(x)
        if self.mode == "reflect":
            for size, pair in zip(layout.places, added, strict=True):
                if isinstance(size, int) and max(pair) >= size:
                    raise Misfit(
                        f"cannot add {max(pair)} places to an axis of {size} by turning back:"
                        f" there are {size - 1} beyond the edge",
                        "add less, or use `mode=replicate`",
                    )
        places = tuple(n + sum(pair) for n, pair in zip(layout.places, added, strict=True))
        return TensorType(x.dtype, layout.with_(layout.channels, places), batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """That of the input, and the value."""
        (x,) = ranges
        value = self.value + 0.0
        return x | Interval(value, value) if self.mode == "constant" else x

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axes that go on after their last place."""
        added = zip(sliding(spatial(types[0].shape)), self.sides(types[0]), strict=True)
        return tuple(axis for axis, pair in added if pair[1])
