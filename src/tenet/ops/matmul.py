"""The product of matrices."""

from __future__ import annotations

from tenet.catalogue.inputs import TWO
from tenet.catalogue.operation import Operation
from tenet.types.dim import Dim, product
from tenet.types.shape import Misfit, alike, broadcast, floats, shown, worded
from tenet.types.tensor import TensorType


class Matmul(Operation):
    """The product of matrices, which are the last two axes: y[i, k] = sum over j of a[i, j] b[j, k].

    Shapes: `[…, I, J]` and `[…, J, K]` to `[…, I, K]`; the axes before align at the right, size 1
    stretches. Either may be the same for all rows.
    """

    of_products = True
    inputs = TWO
    neutral = 0.0
    examples = (
        "network(a: f32[3, 4], b: f32[4, 5]) -> y { y = (a, b) -> matmul }",
        "network(a: f32[2, 3, 4], b: f32[4, 5]) -> y { y = (a, b) -> matmul }",
        "network(a: f32[3, 4]) -> y { y = (parameter([2, 5, 3]), a) -> matmul }",
        "network(a: f32[2, 3, 4]) -> y { y = (a, parameter([4, 2])) -> matmul }",
    )

    def result(self, *types: TensorType) -> TensorType:
        """The matrices of the left's rows and the right's columns."""
        a, b = types
        floats(a)
        dtype = alike(a, b)
        for kind in types:
            if kind.rank < 2:
                raise Misfit(
                    f"multiplies matrices, but one of its inputs is {worded(kind.shape)}",
                    "give it two axes first, for example with `reshape(1, 8)`",
                )
        if a.shape[-1] != b.shape[-2]:
            raise Misfit(
                "needs as many columns on the left as there are rows on the right, but they are"
                f" {shown(a.shape)} and {shown(b.shape)}: {a.shape[-1]} is not {b.shape[-2]}",
                "`permute(1, 0)` swaps the axes of a matrix",
            )
        before = broadcast(a.shape[:-2], b.shape[:-2])
        shape = (*before, a.shape[-2], b.shape[-1])
        return TensorType(dtype, shape, batched=a.batched or b.batched)

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The columns of the left, which are summed over."""
        return (types[0].rank - 1,)

    def macs(self, *types: TensorType) -> Dim:
        """One row times one column for each number of the output."""
        return product(self.result(*types).shape) * types[0].shape[-1]
