"""Cut a sequence, an image or a volume into patches."""

from __future__ import annotations

from tenet.catalogue.operation import Operation
from tenet.ops.window import PerAxis, Window, sliding
from tenet.types.dim import product
from tenet.types.shape import Misfit, rows, shown, spatial
from tenet.types.tensor import Interval, TensorType


class Patches(Operation):
    """A sequence of patches, each laid out flat: what a vision transformer looks at.

    Shapes: `[C, H, W]` to `[places, C * size * size]`, `[C, D, H, W]` and `[T, C]` alike; the patches come
    row by row, and the numbers of one in the order in which the input holds them: channel, row, column,
    and of a sequence place, channel. What does not fill a last patch is left out.

    Source: Dosovitskiy et al. (2021), section 3.1.
    """

    carries = True
    neutral = 0  # a patch that reaches beyond a row is beyond the row's patches itself
    examples = (
        "network(x: f32[3, 4, 6]) -> y { y = x -> patches(2) -> dense(5) }",
        "network(x: f32[2, 5, 6]) -> y { y = x -> patches([3, 2], stride=[1, 2]) }",
        "network(x: f32[T, 3]) -> y { y = x -> patches(3, stride=2) }",
        "network(x: f32[2, 2, 4, 5]) -> y { y = x -> patches(2) }",
    )

    size: PerAxis
    """How many places a patch has along each spatial axis."""
    stride: PerAxis | None = None
    """How far apart patches begin; their size unless given, so that they do not overlap."""

    def window(self, x: TensorType) -> Window:
        """The patch spelt out for the axes of `x`."""
        stride = self.size if self.stride is None else self.stride
        return Window(spatial(x.shape), kernel=self.size, stride=stride, padding="valid")

    def result(self, *types: TensorType) -> TensorType:
        """One place for each patch, with all its numbers."""
        x = rows(types[0])
        window = self.window(x)
        if len(window.kernel) > 1 and not all(isinstance(n, int) for n in window.layout.places):
            raise Misfit(
                "puts patches row by row, and so needs the sizes of its input in numbers, but it is"
                f" {shown(x.shape)}"
            )
        features = product(window.kernel) * window.layout.channels
        return TensorType(x.dtype, (product(window.places), features), batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Unchanged."""
        return ranges[0]

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """All places."""
        return sliding(spatial(types[0].shape))
