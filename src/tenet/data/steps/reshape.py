"""The numbers of a row on other axes."""

from __future__ import annotations

from tenet.data.step import Step


class Reshape(Step):
    """The same elements as `[N, *sizes]`."""

    sizes: tuple[int, ...]
    """The new axes, without the batch; none for a single number."""
