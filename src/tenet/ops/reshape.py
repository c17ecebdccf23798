"""Lay the numbers of a row out on other axes."""

from __future__ import annotations

from tenet.catalogue.definition import Size
from tenet.catalogue.operation import Operation
from tenet.types.dim import product
from tenet.types.shape import Misfit, Shape, reshaped
from tenet.types.tensor import Interval, TensorType


class Reshape(Operation):
    """The same numbers on axes of other sizes, the last axis varying fastest.

    Shapes: any to `[sizes]`, which must multiply to the same number; the batch is never written.
    """

    variadic = "sizes"
    carries = True
    relays = True
    examples = ("network(x: f32[24]) -> y { y = x -> reshape(2, 3, 4) }",)

    sizes: tuple[Size, ...] = ()
    """The new axes; none make a vector of one into a single number."""

    def result(self, *types: TensorType) -> TensorType:
        """The given sizes, if they hold as many numbers."""
        x = types[0]
        unknown = [str(size) for size in self.sizes if not isinstance(size, int)]
        if len(unknown) > 1:
            raise Misfit(
                f"can infer one size that is not known while compiling, not {' and '.join(unknown)}"
            )
        return TensorType(x.dtype, reshaped(x.shape, self.sizes), batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Unchanged."""
        return ranges[0]

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The axes that do not come out as they were."""
        return merged(types[0].shape, self.sizes)


def merged(shape: Shape, sizes: Shape) -> tuple[int, ...]:
    """The axes that do not come out as axes of their own when numbers are laid out on other sizes.

    >>> merged((2, 3, 4), (2, 12)), merged((6, 4), (2, 3, 4)), merged((1, 5), (5,))
    ((1, 2), (0,), ())
    """
    kept = {(product(sizes[:place]), size) for place, size in enumerate(sizes)}
    return tuple(
        axis
        for axis, size in enumerate(shape)
        if size != 1 and (product(shape[:axis]), size) not in kept
    )
