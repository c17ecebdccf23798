"""Stretch axes of one place, and add axes before."""

from __future__ import annotations

from tenet.catalogue.definition import Size
from tenet.ops.rearranged import Rearranged
from tenet.types.dim import names
from tenet.types.shape import Misfit, shown, worded
from tenet.types.tensor import TensorType


class Expand(Rearranged):
    """Axes of size 1 stretched, and new ones before the others; the numbers repeat.

    Shapes: any to `[sizes]`, aligned at the right: each size is that of the input, or 1 there, or
    stands where the input has no axis. The batch is never written.
    """

    variadic = "sizes"
    examples = (
        "network(x: f32[3, 1]) -> y { y = x -> expand(3, 4) }",
        "network(x: f32[T, 1, 4]) -> y { y = x -> expand(2, T, 3, 4) }",
        "network(x: f32[4], z: f32[T, 3]) -> y { y = (z, x -> expand(T, 4)) -> concat }",
        "network(x: f32[2, 3]) -> y { y = x * (parameter([3]) -> expand(2, 3)) }",
    )

    sizes: tuple[Size, ...]
    """The sizes of all axes that there are to be."""

    def result(self, *types: TensorType) -> TensorType:
        """The given sizes."""
        x = types[0]
        missing = len(self.sizes) - x.rank
        if missing < 0 or any(
            size not in (1, wanted)
            for size, wanted in zip(x.shape, self.sizes[missing:], strict=True)
        ):
            raise Misfit(
                f"stretches axes of size 1 alone, and adds axes before: {worded(x.shape)} cannot"
                f" become {shown(self.sizes)}",
            )
        return TensorType(x.dtype, self.sizes, batched=x.batched)

    def stretched(self, x: TensorType) -> tuple[bool, ...]:
        """Whether each axis of the result is a new or stretched one."""
        missing = max(len(self.sizes) - x.rank, 0)
        aligned = zip(x.shape, self.sizes[missing:], strict=False)  # a misfit is said by `result`
        return (True,) * missing + tuple(size != wanted for size, wanted in aligned)

    def open_sizes(self, *types: TensorType) -> frozenset[str]:
        """Those that axes are stretched to."""
        stretched = zip(self.sizes, self.stretched(types[0]), strict=False)
        return frozenset[str]().union(*(names(size) for size, new in stretched if new))
