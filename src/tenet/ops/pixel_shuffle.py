"""Exchange channels of an image for places, and back."""

from __future__ import annotations

from tenet.catalogue.definition import Count
from tenet.catalogue.operation import Operation
from tenet.types.shape import Misfit, Shape, floats, rows, shown
from tenet.types.tensor import Interval, TensorType


class Shuffle(Operation):
    """The same numbers of an image, channels exchanged for places."""

    carries = True

    factor: Count
    """How many rows and columns of places make one."""

    def image(self, x: TensorType) -> Shape:
        """The shape of an input that is an image."""
        if rows(floats(x)).rank != 3:
            raise Misfit(f"needs an image [C, H, W], but its input is {shown(x.shape)}")
        return x.shape

    def value_range(self, *ranges: Interval) -> Interval:
        """Unchanged."""
        return ranges[0]


class PixelShuffle(Shuffle):
    """factor² channels for one whose image is factor times as high and wide.

    Shapes: `[C * factor², H, W]` to `[C, H * factor, W * factor]`; the channels that become one follow one
    another, as rows and then columns of each place.

    Source: Shi et al. (2016), eq. 4.
    """

    examples = (
        "network(x: f32[8, 3, 4]) -> y { y = x -> pixel_shuffle(2) }",
        "network(x: f32[9, T, 4]) -> y { y = x -> pixel_shuffle(3) }",
    )

    def result(self, *types: TensorType) -> TensorType:
        """Fewer channels, more places."""
        x = types[0]
        channels, height, width = self.image(x)
        if not isinstance(channels, int) or channels % self.factor**2:
            raise Misfit(
                f"makes one channel of every {self.factor**2}, but its input has {channels}",
            )
        shape = (channels // self.factor**2, height * self.factor, width * self.factor)
        return TensorType(x.dtype, shape, batched=x.batched)


class PixelUnshuffle(Shuffle):
    """One channel for factor², whose images are that much less high and wide: `pixel_shuffle` undone.

    Shapes: `[C, H, W]` to `[C * factor², H / factor, W / factor]`, which must divide.

    Source: Shi et al. (2016), eq. 4, inverted.
    """

    neutral = 0  # what lies beyond a row becomes places that lie beyond it too
    examples = (
        "network(x: f32[2, 4, 6]) -> y { y = x -> pixel_unshuffle(2) }",
        "network(x: f32[1, 3, T]) -> y { y = x -> resize(scale=2) -> pixel_unshuffle(2) }",
    )

    def result(self, *types: TensorType) -> TensorType:
        """More channels, fewer places."""
        x = types[0]
        channels, *places = self.image(x)
        for size in places:
            if size // self.factor * self.factor != size:
                raise Misfit(
                    f"makes one place of every {self.factor} along an axis, but there are {size}",
                )
        shape = (channels * self.factor**2, *(size // self.factor for size in places))
        return TensorType(x.dtype, shape, batched=x.batched)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """Height and width, whose places become channels of one."""
        return (1, 2)
