"""What is missing: told, or filled along a sequence."""

from __future__ import annotations

from tenet.data.step import Step


class Mark(Step):
    """The numbers, and behind them 1 for each that is missing and 0 for the others: `[N, n]` to `[N, 2n]`."""


class FillForward(Step):
    """Each missing cell as the one before it in its sequence; the exported model takes the result."""

    whole = True
    outside = True


class Interpolate(Step):
    """Each missing number on the line between those before and behind it in its sequence.

    What lies before the first, or behind the last, stays missing. The exported model takes the result.
    """

    whole = True
    outside = True
    holds = "number"
