"""The likelihood of counts."""

from __future__ import annotations

from tenet.policy.loss import Elementwise
from tenet.types.shape import Misfit, Shape
from tenet.types.tensor import EVERYTHING, Interval, TensorType

EPS = 1e-8
"""Added to a rate before its logarithm, so that a rate of zero is no infinity."""


class Poisson(Elementwise):
    """p - t log(p + 1e-8), averaged over all numbers: how unlikely counts are at predicted rates.

    It is minus the logarithm of the Poisson distribution, but for log(t!), which nothing learns
    from. Shapes: both the same; the prediction a rate, at least 0; the target a count. Of a
    prediction that ends in `exp`, training computes exp(z) - t z, which is stable.
    """

    examples = (
        "network(x: f32[4], t: f32[3] in 0..9) -> y { y = (x -> dense(3) -> exp, t) -> poisson }",
        "network(x: f32[4], t: f32[3] in 0..9, w: f32 in 0..2) -> y {\n y = (x -> dense(3) -> softplus, t) -> poisson(weight=w) }",
    )

    def compared(self, *types: TensorType) -> Shape:
        """Every number."""
        shape = super().compared(*types)
        prediction, target = types
        if prediction.range.low < 0:
            raise Misfit(
                f"needs rates, which are above zero, but the prediction is {prediction}",
                "end the network in `-> exp` or `-> softplus`",
            )
        if -float("inf") < target.range.low < 0:
            raise Misfit(
                f"needs counts as its target, but it is {target}",
                "give the column as it is: what was scaled is no count",
            )
        return shape

    def value_range(self, *ranges: Interval) -> Interval:
        """Anything: log(t!) is left out."""
        return EVERYTHING


class PoissonOfLogs(Elementwise):
    """exp(z) - t z, averaged: `poisson` of an `exp`, taken before it. Shapes: both the same."""

    spoken = False

    def value_range(self, *ranges: Interval) -> Interval:
        """Anything: log(t!) is left out."""
        return EVERYTHING
