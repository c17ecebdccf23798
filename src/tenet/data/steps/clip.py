"""Numbers kept within bounds."""

from __future__ import annotations

from tenet.data.step import Numbers, Step


class Clip(Step):
    """min(max(x, low), high); NaN stays NaN."""

    low: Numbers
    """The smallest value of each element."""
    high: Numbers
    """The largest value of each element."""
