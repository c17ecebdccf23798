"""Shuffle channels between groups."""

from __future__ import annotations

from tenet.catalogue.definition import Count
from tenet.catalogue.operation import Operation
from tenet.types.shape import Misfit, rows, spatial
from tenet.types.tensor import Interval, TensorType


class ChannelShuffle(Operation):
    """The first channel of every group, then the second of every group, and so on.

    Shapes: `[T, C]`, `[C, H, W]` or `[C, D, H, W]`, unchanged. After it, a convolution in groups sees
    channels of every group before.

    Source: Zhang et al. (2018), ShuffleNet, section 3.1.
    """

    carries = True
    examples = (
        "network(x: f32[6, 3, 3]) -> y { y = x -> channel_shuffle(2) }",
        "network(x: f32[T, 6]) -> y { y = x -> channel_shuffle(3) }",
        "network(x: f32[4, 2, 2, 3]) -> y { y = x -> channel_shuffle(2) }",
    )

    groups: Count
    """Into how many parts the channels fall."""

    def result(self, *types: TensorType) -> TensorType:
        """The type of the input."""
        x = rows(types[0])
        channels = spatial(x.shape).channels
        if not isinstance(channels, int):
            raise Misfit(f"needs to know how many channels its input has, but they are {channels}")
        if channels % self.groups:
            raise Misfit(
                f"cannot divide the {channels} channels of its input into {self.groups} groups",
            )
        return TensorType(x.dtype, x.shape, batched=x.batched)

    def value_range(self, *ranges: Interval) -> Interval:
        """Unchanged."""
        return ranges[0]

    def mixes(self, *types: TensorType) -> tuple[int, ...]:
        """The channels, which change places."""
        return (spatial(types[0].shape).channel_axis,)
