"""Which inputs lie far from zero? What is predicted of a network that reads them is their doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenet.ir.graph import Graph

if TYPE_CHECKING:
    from tenet.analysis.moments import Moments

WIDEST = 5.0
"""The root mean square up to which inputs are not the reason of what comes after."""


def far_from_zero(graph: Graph, moments: Moments) -> bool:
    """Whether some input of numbers is far larger than one, as measured or as it promises."""
    found = (moments.of(value) for value in graph.inputs.values())
    return any(moment is not None and moment.rms > WIDEST for moment in found)
