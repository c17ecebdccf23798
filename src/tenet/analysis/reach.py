"""Which numbers does a field certainly hold? An output that should come close must be able to."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from tenet.data.profile import FieldProfile
from tenet.data.transform import Stage
from tenet.frozen import frozen
from tenet.types.tensor import Interval

SLACK = 0.01
"""A share of a field's width: what lies beyond by less is no reason to speak."""
ROUNDING = 1e-3
"""How far the variance of zeros and ones may be from m (1 - m), divided by n or by n - 1."""


@frozen
class Holding:
    """Numbers that a field holds, at least.

    Attributes:
        low: it holds some as low.
        high: it holds some as high.
        furthest: it holds some as far from 0, on one side or the other.
        words: how that is known, to follow the field's name.
    """

    low: float
    high: float
    furthest: float
    words: str

    def beyond(self, reach: Interval) -> bool:
        """Whether it holds numbers outside an interval, by more than some rounding."""
        slack = SLACK * (self.high - self.low)
        outside = reach.low > self.low + slack or reach.high < self.high - slack
        return outside or max(-reach.low, reach.high) * (1 + SLACK) < self.furthest


def holding(stages: Sequence[Stage], seen: FieldProfile | None) -> Holding | None:
    """What a field holds, as reading it or its last transform tells; none where neither does."""
    if seen is not None and seen.low is not None and seen.high is not None:
        low, high = seen.low, seen.high
        return Holding(low, high, max(-low, high), f"lies in {low:g}..{high:g}")
    last = next((s.term() for s in reversed(stages) if s.term() != "reshape"), "")
    if last == "standardize":
        # A mean of 0 and a mean square of 1: some lie on each side, and in all but the case of two
        # equally frequent values some lie beyond 1.
        return Holding(-0.1, 0.1, 1.02, "is standardised: it lies on both sides of 0, and beyond 1")
    if last == "min_max":
        return Holding(0.0, 1.0, 1.0, "is brought to 0..1 by `min_max`")
    return None


def worded(reach: Interval) -> str:
    """Where numbers lie, in words.

    >>> worded(Interval(0, 1)), worded(Interval(0)), worded(Interval(high=2))
    ('0..1', '0 and more', '2 and less')
    """
    if reach.high == inf:
        return f"{reach.low:g} and more"
    return f"{reach.high:g} and less" if reach.low == -inf else str(reach)


def is_binary(seen: FieldProfile | None) -> bool:
    """Whether all numbers of a field are 0 or 1.

    Within 0..1 the variance is at most m (1 - m), and only zeros and ones reach it.

    >>> is_binary(FieldProfile(0, 1, 0.2, 0.4)), is_binary(FieldProfile(0, 1, 0.2, 0.3))
    (True, False)
    """
    if seen is None or (seen.low, seen.high) != (0, 1):
        return False
    if seen.classes:
        return len(seen.classes) == 2  # yes and no
    if seen.mean is None or seen.std is None:
        return False
    return abs(seen.std**2 - seen.mean * (1 - seen.mean)) < ROUNDING
