"""Dropout and its relatives: forget some numbers while training."""

from __future__ import annotations

from tenet.catalogue.definition import Fraction
from tenet.catalogue.draw import Draw, Recipe
from tenet.catalogue.operation import Operation
from tenet.ops.arithmetic import Add, Mul, Sub
from tenet.ops.source import Constant
from tenet.types.shape import Shape, floats, rows, spatial
from tenet.types.tensor import Interval, TensorType


class Forgetting(Operation):
    """An operation that forgets some of what it is given while training, and is the identity otherwise."""

    finds_channels = True
    carries = True
    training_only = True

    rate: Fraction = 0.5
    """The share that is forgotten."""

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        return TensorType(floats(types[0]).dtype, types[0].shape, batched=types[0].batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """The input's, stretched by the scaling, and zero."""
        scale = 1 / (1 - self.rate)
        return Interval(min(ranges[0].low * scale, 0), max(ranges[0].high * scale, 0))

    def together(self, shape: Shape) -> Shape:
        """The shape of what is decided: size 1 where numbers are forgotten together."""
        return shape

    def draws(self, *types: TensorType) -> tuple[Draw, ...]:
        """What is kept."""
        x = types[0]
        kind = TensorType(x.dtype, self.together(x.shape), Interval(0, 1), batched=x.batched)
        return (Draw(kind, "kept", self.rate),)

    def recipe(self, *types: TensorType) -> Recipe:
        """What is kept, scaled up."""
        return ((Constant(value=1 / (1 - self.rate)), ()), (Mul(), (1, 2)), (Mul(), (0, 3)))


class Dropout(Forgetting):
    """Each number is zero with probability `rate`, and divided by 1 - rate otherwise.

    Only while training; at inference it is the identity. Shapes: any, unchanged.

    Source: Srivastava et al. (2014), in the inverted form.
    """

    examples = ("network(x: f32[6]) -> y { y = x -> dropout(20%) -> dense(3) }",)


class SpatialDropout(Forgetting):
    """Dropout of whole channels: neighbours hold much the same, and so are forgotten together.

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]`, unchanged.

    Source: Tompson et al. (2015), sec. 3.2.
    """

    examples = (
        "network(x: f32[3, 4, 4]) -> y { y = x -> spatial_dropout(20%) -> conv(2) }",
        "network(x: f32[5, 3]) -> y { y = x -> spatial_dropout -> conv(2) }",
    )

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input, which has places."""
        spatial(rows(types[0]).shape)
        return super().result(*types)

    def together(self, shape: Shape) -> Shape:
        """One decision for each channel."""
        layout = spatial(shape)
        return layout.with_(layout.channels, (1,) * len(layout.places))


class DropPath(Forgetting):
    """A row is forgotten as a whole with probability `rate`: stochastic depth.

    It ends the branch of a residual block: `x + (x -> branch -> drop_path(10%))`.

    Shapes: any, unchanged.

    Source: Huang et al. (2016), sec. 3; Larsson et al. (2017).
    """

    examples = ("network(x: f32[6]) -> y { y = x + (x -> dense(6) -> drop_path(10%)) }",)

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input, which comes in rows."""
        return super().result(rows(types[0]))

    def together(self, shape: Shape) -> Shape:
        """One decision for the row."""
        return (1,) * len(shape)


SCALE, ALPHA = 1.0507009873554805, 1.6732632423543772
"""Of SELU (Klambauer et al., 2017, eq. 14)."""
FLOOR = -SCALE * ALPHA
"""What SELU comes to far below zero, which is what forgotten numbers become."""


class AlphaDropout(Forgetting):
    """Dropout for networks of SELU: forgotten numbers take SELU's least value.

    An affine map then brings mean and variance back to 0 and 1.

    Shapes: any, unchanged.

    Source: Klambauer et al. (2017), sec. 2, "alpha dropout".
    """

    examples = ("network(x: f32[6]) -> y { y = x -> selu -> alpha_dropout(10%) -> dense(3) }",)

    @property
    def affine(self) -> tuple[float, float]:
        """What all is multiplied by, and what is added then."""
        kept = 1 - self.rate
        scale = (kept + FLOOR**2 * kept * self.rate) ** -0.5
        return scale, -scale * self.rate * FLOOR

    def value_range(self, *ranges: Interval) -> Interval:
        """The input's and the floor, through the affine map."""
        scale, shift = self.affine
        ends = (ranges[0].low, ranges[0].high, FLOOR)
        return Interval(min(ends) * scale + shift, max(ends) * scale + shift) | ranges[0]

    def recipe(self, *types: TensorType) -> Recipe:
        """(x kept + floor (1 - kept)) scale + shift, or (x - floor) kept scale + floor scale + shift."""
        scale, shift = self.affine
        return (
            (Constant(value=FLOOR), ()),
            (Sub(), (0, 2)),
            (Mul(), (3, 1)),
            (Constant(value=scale), ()),
            (Mul(), (4, 5)),
            (Constant(value=FLOOR * scale + shift), ()),
            (Add(), (6, 7)),
        )
