"""Each number of a gradient by itself."""

from __future__ import annotations

from tenet.catalogue.definition import Positive
from tenet.policy.clip import Clip


class Value(Clip):
    """min(max(g, -most), most), for each number. The direction may change."""

    most: Positive
    """How large a number of a gradient may be."""
