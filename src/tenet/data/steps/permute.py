"""The axes of a row in another order."""

from __future__ import annotations

from tenet.data.step import Step


class Permute(Step):
    """`[N, *shape]` with the axes of a row in another order."""

    axes: tuple[int, ...]
    """Which axis of the row stands at each place, counted from 0."""

    def inverse(self) -> Step:
        """The axes back in their places."""
        back = sorted(range(len(self.axes)), key=self.axes.__getitem__)
        return Permute(axes=tuple(back))
