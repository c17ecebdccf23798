"""Keep a part of a sequence, an image or a volume."""

from __future__ import annotations

from typing import Literal

from tenet.catalogue.operation import Operation
from tenet.ops.window import Naturals, PerAxis, per_axis, sliding
from tenet.types.shape import Misfit, spatial
from tenet.types.tensor import Interval, TensorType


class Crop(Operation):
    """A part of so many places of each spatial axis, in the middle or from `offset` on.

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]`; a spatial axis becomes `size`. In the middle, of n
    places (n - size) // 2 are left out before.
    """

    finds_channels = True
    carries = True
    examples = (
        "network(x: f32[3, 5, 6]) -> y { y = x -> crop(3) }",
        "network(x: f32[2, 5, 6]) -> y { y = x -> crop([2, 6], offset=[3, 0]) }",
        "network(x: i64[7, 2]) -> y { y = x -> crop(4, offset=1) }",
        "network(x: f32[2, 3]) -> y { y = x * (parameter([4, 3]) -> crop(2)) }",
    )

    size: PerAxis
    """How many places are kept along each spatial axis."""
    offset: Literal["center"] | Naturals = "center"
    """How many places are left out before; the same number as after, or one less, unless given."""

    def kept(self, x: TensorType) -> tuple[tuple[int, int], ...]:
        """Where what is kept of each spatial axis begins and ends; the end is left out.

        Raises:
            Misfit: it does not lie within the axis, or nobody knows.
        """
        places = spatial(x.shape).places
        sizes = per_axis(self.size, len(places), "size")
        centred = self.offset == "center"
        offset: int | tuple[int, ...] = 0 if isinstance(self.offset, str) else self.offset
        kept: list[tuple[int, int]] = []
        for n, size, first in zip(
            places, sizes, per_axis(offset, len(places), "offset"), strict=True
        ):
            if not isinstance(n, int):
                raise Misfit(
                    f"cannot keep {size} places of an axis of unknown size {n}",
                    "give the input its sizes in numbers",
                )
            start = (n - size) // 2 if centred else first
            if start < 0 or start + size > n:
                before = "" if centred else f" from {start} on"
                raise Misfit(
                    f"cannot keep {size} places{before} of an axis of {n}",
                    "keep fewer, or `pad` it first",
                )
            kept.append((start, start + size))
        return tuple(kept)

    def result(self, *types: TensorType) -> TensorType:
        """The same channels with the places that are kept."""
        x = types[0]
        layout = spatial(x.shape)
        places = tuple(stop - start for start, stop in self.kept(x))
        return TensorType(x.dtype, layout.with_(layout.channels, places), batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Unchanged."""
        return ranges[0]

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """All places: which are in the middle depends on how many there are."""
        return sliding(spatial(types[0].shape))

    def index(self, x: TensorType) -> str:
        """The index as Python writes it, the batch included: `[:, :, 1:4, 1:4]`."""
        cuts = [f"{start}:{stop}" for start, stop in self.kept(x)]
        cuts = cuts if spatial(x.shape).channels_last else [":", *cuts]
        return f"[{', '.join([':', *cuts] if x.batched else cuts)}]"
