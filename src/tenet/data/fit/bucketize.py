"""The edges of intervals."""

from __future__ import annotations

from tenet.data.fitted import Fitted, Given
from tenet.data.statistics import quantiles
from tenet.data.steps.bucketize import Bucketize as BucketizeStep
from tenet.data.transforms.bucketize import Bucketize


def bucketize(transform: Bucketize, given: Given) -> Fitted:
    """The given edges, or quantiles of each column, interpolated linearly."""
    edges = transform.edges
    learnt: tuple[tuple[float, ...], ...]
    if isinstance(edges, tuple):
        learnt = tuple((edge,) for edge in edges)
    else:
        shares = [place / edges for place in range(1, edges)]
        learnt = tuple(zip(*quantiles(given, shares), strict=True))
    names = given.type.columns or ()
    return Fitted((BucketizeStep(edges=learnt, columns=names),), transform)
