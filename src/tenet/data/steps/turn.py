"""Numbers as points on a circle."""

from __future__ import annotations

from tenet.data.step import Numbers, Step


class Turn(Step):
    """The sines of all elements of x / periods turns, then their cosines: `[N, n]` to `[N, 2n]`; NaN stays NaN.

    The cosine is the sine a quarter of a turn later.
    """

    periods: Numbers
    """After how much each element comes round."""
