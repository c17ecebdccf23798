"""Losses of distances, which lay out a space in which alike things are near one another."""

from __future__ import annotations

from tenet.catalogue.definition import Positive
from tenet.catalogue.inputs import Inputs
from tenet.policy.loss import Averaged, require_same_shape
from tenet.types.shape import Misfit, Shape, floats
from tenet.types.tensor import Interval, TensorType


class Triplet(Averaged):
    """max(|anchor - positive| - |anchor - negative| + margin, 0), averaged; lengths along the last axis.

    What is alike should be nearer than what is not, by the margin. Shapes: all three `[…, F]`.

    Source: Schroff et al. (2015), eq. 2, of distances and not of their squares.
    """

    inputs = Inputs(("anchor", "positive", "negative"))
    examples = (
        "network(x: f32[4], t: f32[3], u: f32[3]) -> y { y = (x -> dense(3), t, u) -> triplet }",
        "network(x: f32[4], t: f32[3], u: f32[3], w: f32 in 1..2) -> y {\n y = (x -> dense(3), t, u) -> triplet(margin=2, weight=w) }",
    )

    margin: Positive = 1.0
    """How much nearer is near enough."""

    def compared(self, *types: TensorType) -> Shape:
        """Every triple of vectors."""
        return _vectors(*types)


class Contrastive(Averaged):
    """alike d² / 2 + (1 - alike) max(margin - d, 0)² / 2, averaged; d = |a - b| along the last axis.

    Shapes: both `[…, F]`; `alike` `[…]`, within 0..1.

    Source: Hadsell et al. (2006), eq. 4, with 1 for what is alike.
    """

    inputs = Inputs(("a", "b", "alike"))
    examples = (
        "network(x: f32[4], t: f32[3], u: i64 in 0..1) -> y { y = (x -> dense(3), t, u) -> contrastive }",
        "network(x: f32[2, 4], t: f32[2, 3], u: f32[2] in 0..1, m: bool[2]) -> y {\n y = (x -> dense(3), t, u) -> contrastive(margin=3, where=m) }",
    )

    margin: Positive = 1.0
    """How far apart is far enough."""

    def compared(self, *types: TensorType) -> Shape:
        """Every pair of vectors."""
        a, b, alike = types
        places = _vectors(a, b)
        if alike.shape != places or not alike.range <= Interval(0, 1):
            wanted = TensorType(alike.dtype, places, Interval(0, 1))
            raise Misfit(f"needs to know of each pair whether it is alike, {wanted}, not {alike}")
        return places


def _vectors(first: TensorType, *others: TensorType) -> Shape:
    """The shape of vectors without their last axis; raises Misfit where they are not alike."""
    for other in others:
        require_same_shape(floats(first), floats(other))
    if not first.shape:
        raise Misfit("compares vectors, but they are one number per row", "use `mse`")
    return first.shape[:-1]
