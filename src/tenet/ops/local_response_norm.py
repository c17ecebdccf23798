"""Local response normalisation across channels."""

from __future__ import annotations

from tenet.catalogue.definition import Count, NotNegative, Positive
from tenet.catalogue.operation import Operation
from tenet.types.shape import Misfit, floats, rows, spatial
from tenet.types.tensor import Interval, TensorType


class LocalResponseNorm(Operation):
    """x / (k + alpha / size * sum of x² over the `size` channels around it) ** beta.

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]`, unchanged; there are no parameters. Channels beyond
    the first and the last are zero.

    Source: Krizhevsky, Sutskever and Hinton (2012), section 3.3, whose alpha is not divided by size.
    """

    finds_channels = True
    carries = True
    neutral = 0
    examples = (
        "network(x: f32[6, 3, 3]) -> y { y = x -> local_response_norm }",
        "network(x: f32[T, 4]) -> y { y = x -> local_response_norm(3, alpha=0.5, beta=0.5, k=2) }",
        "network(x: f32[4, 2, 3, 2]) -> y { y = x -> local_response_norm(4, alpha=1) }",
    )

    size: Count = 5
    """How many channels there are in a sum, the own one in the middle or, of an even number, after it."""
    alpha: NotNegative = 1e-4
    """How much the squares count."""
    beta: NotNegative = 0.75
    """The power of the divisor."""
    k: Positive = 1.0
    """What the divisor has without any squares."""

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = rows(floats(types[0]))
        channels = spatial(x.shape).channels
        if not isinstance(channels, int):
            raise Misfit(f"needs to know how many channels its input has, but they are {channels}")
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """No further from zero than the input over the least divisor."""
        (x,) = ranges
        most = self.k**-self.beta
        return Interval(min(x.low * most, 0), max(x.high * most, 0))

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The channels."""
        return (spatial(types[0].shape).channel_axis,)
