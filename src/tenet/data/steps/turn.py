"""Numbers as points on a circle."""

from __future__ import annotations

from tenet.data.step import Numbers, Step

SINE = (
    6.283185307179586,
    -41.341702240399755,
    81.60524927607504,
    -76.70585975306136,
    42.058693944897634,
    -15.094642576822984,
    3.8199525848482803,
    -0.7181223017785001,
    0.10422916220813978,
    -0.012031585942120619,
    0.0011309237482517954,
)
"""(-1)^k (2π)^(2k+1) / (2k+1)!, the Taylor series of sin(2π t); for |t| <= 1/4 what is left out is below 1e-18.

Backends have sines of their own, which differ in the last place; products and sums do not.
"""


class Turn(Step):
    """The sines of all elements of x / periods turns, then their cosines: `[N, n]` to `[N, 2n]`; NaN stays NaN.

    A turn t is brought into -1/2..1/2, folded into -1/4..1/4, where the sine is the same, and put into the series by
    Horner's rule; the cosine is the sine a quarter of a turn later.
    """

    periods: Numbers
    """After how much each element comes round."""
