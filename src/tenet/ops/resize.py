"""Resize the places of a sequence, an image or a volume."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from tenet.catalogue.operation import Operation
from tenet.ops.window import PerAxis, per_axis, sliding
from tenet.types.shape import Misfit, Shape, floats, rows, spatial
from tenet.types.tensor import Interval, TensorType


class Resize(Operation):
    """The same picture with more or fewer places.

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]`; a spatial axis of n becomes `size`, or scale * n. With
    `mode=nearest` place i is place floor(i * n / size) of the input; with `linear` it lies between the
    two nearest to (i + 1/2) * n / size - 1/2, the places being the middles of cells; the edge goes on
    beyond itself, and nothing is smoothed where the axis shrinks.
    """

    finds_channels = True
    carries = True
    examples = (
        "network(x: f32[3, 4, 5]) -> y { y = x -> resize(scale=2) }",
        "network(x: f32[3, 4, 6]) -> y { y = x -> resize([7, 3], mode=nearest) }",
        "network(x: f32[5, 3]) -> y { y = x -> resize(scale=3, mode=linear) }",
        "network(x: f32[T, 3]) -> y { y = x -> resize(scale=2) }",
        "network(x: f32[2, 3, 4, 2]) -> y { y = x -> resize([5, 2, 4], mode=linear) }",
    )

    size: PerAxis | None = None
    """How many places there are afterwards along each spatial axis."""
    scale: PerAxis | None = None
    """How many times as many there are; one of `size` and `scale` is given."""
    mode: Literal["nearest", "linear"] = "nearest"
    """Whether a place is a copy of another or lies between two on each axis."""

    @model_validator(mode="after")
    def _one_is_given(self) -> Resize:
        if (self.size is None) is (self.scale is None):
            raise Misfit(
                "needs either `size` or `scale`",
                "give one of them, such as `size=[32, 32]` or `scale=2`",
            )
        return self

    def scales(self, x: TensorType) -> tuple[int, ...] | None:
        """How many times as many places there are on each spatial axis; none where sizes are given."""
        if self.scale is None:
            return None
        return per_axis(self.scale, len(spatial(x.shape).places), "scale")

    def result(self, *types: TensorType) -> TensorType:
        """The same channels with other places."""
        x = rows(floats(types[0]))
        layout, scales = spatial(x.shape), self.scales(x)
        if scales is None:
            places: Shape = per_axis(self.size or 1, len(layout.places), "size")
        else:
            places = tuple(n * scale for n, scale in zip(layout.places, scales, strict=True))
        sizes = layout.with_(layout.channels, places)
        return TensorType(x.dtype, sizes, batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """That of the input: what comes out lies among the numbers."""
        return ranges[0]

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """All places, unless each is only repeated."""
        repeated = self.scale is not None and self.mode == "nearest"
        return () if repeated else sliding(spatial(types[0].shape))
