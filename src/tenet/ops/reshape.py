"""Lay the numbers of a row out on other axes."""

from __future__ import annotations

from tenet.catalogue.definition import Size
from tenet.catalogue.operation import Operation
from tenet.types.shape import Misfit, reshaped
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
