"""The edges of intervals."""

from __future__ import annotations

import numpy as np

from tenet.data.fitted import Fitted, Given
from tenet.data.statistics import groups
from tenet.data.steps.bucketize import Bucketize as BucketizeStep
from tenet.data.transforms.bucketize import Bucketize


def bucketize(transform: Bucketize, given: Given) -> Fitted:
    """The given edges, or quantiles of each column, interpolated linearly."""
    edges = transform.edges
    learnt: tuple[tuple[float, ...], ...]
    if isinstance(edges, tuple):
        learnt = tuple((edge,) for edge in edges)
    else:
        shares = np.arange(1, edges) / edges
        columns = [np.quantile(values, shares) for values in groups(given)]
        learnt = tuple(tuple(float(v) for v in row) for row in zip(*columns, strict=True))
    names = given.type.columns or ()
    return Fitted((BucketizeStep(edges=learnt, columns=names),), transform)
