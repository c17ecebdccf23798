"""The known name that a misspelt one was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable

CUTOFF = 0.66
"""Below this share of letters in common, a guess misleads: `conv` for `second`."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to `name`, or none where none is close.

    >>> nearest("dens", ["dense", "dropout"])
    'dense'
    >>> nearest("quark", ["dense", "dropout"]) is None
    True
    """
    from difflib import get_close_matches  # noqa: PLC0415  # only a mistake needs it

    by_folded = {candidate.lower(): candidate for candidate in known}
    close = get_close_matches(name.lower(), by_folded, n=1, cutoff=CUTOFF)
    return by_folded[close[0]] if close else None
