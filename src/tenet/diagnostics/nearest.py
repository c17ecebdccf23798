"""The known name that a misspelt one was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable

CUTOFF = 0.66
"""Below this share of letters in common, a guess misleads: `conv` for `second`."""
LONGEST = 60
"""A longer name is compared with none: to compare takes the product of the lengths."""
MANY = 200
"""Where there are more names, only those that begin or end alike are compared, and so many of them."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to `name`, or none where none is close.

    >>> nearest("dens", ["dense", "dropout"])
    'dense'
    >>> nearest("quark", ["dense", "dropout"]) is None
    True
    """
    from difflib import get_close_matches  # noqa: PLC0415  # only a mistake needs it

    folded = name.lower()
    by_folded = {other.lower(): other for other in known if len(other) <= LONGEST}
    if not 0 < len(name) <= LONGEST:
        return None
    others = list(by_folded)
    if len(others) > MANY:
        others = [n for n in others if n[:1] == folded[0] or n[-1:] == folded[-1]][:MANY]
    close = get_close_matches(folded, others, n=1, cutoff=CUTOFF)
    return by_folded[close[0]] if close else None
