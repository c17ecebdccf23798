"""Numbers as the intervals that they lie in."""

from __future__ import annotations

from tenet.data.step import Code, Numbers


class Bucketize(Code):
    """How many edges are at most as large as the number: i64 of the same shape; -1 for NaN."""

    edges: tuple[Numbers, ...]
    """Each edge: for every element of the last axis, or one for all."""
