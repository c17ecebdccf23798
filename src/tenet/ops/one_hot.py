"""A one for the category, zeros for all others."""

from __future__ import annotations

from tenet.catalogue.definition import Size
from tenet.catalogue.operation import Operation
from tenet.ops.embedding import categories
from tenet.types.dim import Dim, names
from tenet.types.shape import Misfit
from tenet.types.tensor import DType, Interval, TensorType


class OneHot(Operation):
    """Categories, counted from 0, as vectors: 1 at the place of the category, 0 at all others.

    Shapes: whole numbers `[…]` to `f32[…, classes]`.
    """

    examples = (
        "network(x: i64 in 0..4) -> y { y = (x -> one_hot) * parameter([5]) }",
        "network(x: i64[T] in 0..2) -> y { y = x -> one_hot(classes=5) }",
        "network(x: i32[2, 3] in 0..3) -> y { y = x -> one_hot }",
    )

    classes: Size | None = None
    """How many categories there are; told by the range of the input unless given."""

    def told(self, count: Dim) -> OneHot:
        """With a place for each category."""
        return self if self.classes is not None else self.model_copy(update={"classes": count})

    def result(self, *types: TensorType) -> TensorType:
        """The input with an axis of classes at the end."""
        x = types[0]
        if not x.dtype.is_integer:
            raise Misfit(
                f"makes vectors of whole numbers, but its input is {x}",
                "make categories of them in `data`, with `categories`",
            )
        return TensorType(DType.F32, (*x.shape, self.count(x)), batched=x.batched)

    def count(self, x: TensorType) -> Dim:
        """How many classes there are.

        Raises:
            Misfit: nothing tells it, or the input may lie beyond them.
        """
        return categories(x, self.classes, "classes", "there are")

    def open_sizes(self, *types: TensorType) -> frozenset[str]:
        """Those that the number of classes is made of."""
        return frozenset() if self.classes is None else names(self.classes)

    def value_range(self, *ranges: Interval) -> Interval:
        """Zeros and ones."""
        return Interval(0, 1)
