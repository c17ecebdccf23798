"""Losses of the difference between prediction and target."""

from __future__ import annotations

from tenet.catalogue.definition import Positive
from tenet.policy.loss import Elementwise


class Mse(Elementwise):
    """(prediction - target)², averaged over all numbers. Shapes: both the same."""

    examples = (
        "network(x: f32[4], t: f32[3]) -> y { y = (x -> dense(3), t) -> mse }",
        "network(x: f32[4], t: f32[3], w: f32 in 0..2) -> y { y = (x -> dense(3), t) -> mse(weight=w) }",
        "network(x: f32[2, 4], t: f32[2, 3], m: bool[2], w: f32[2, 3] in 1..2) -> y {\n y = (x -> dense(3), t) -> mse(where=m, weight=w) }",
        "network(x: f32[4], t: f32[3], m: bool[3]) -> y {\n y = (x -> dense(3), t) -> mse(where=m, reduce=sum) }",
    )


class Mae(Elementwise):
    """|prediction - target|, averaged over all numbers. Shapes: both the same."""

    examples = (
        "network(x: f32[4], t: f32[3]) -> y { y = (x -> dense(3), t) -> mae }",
        "network(x: f32[4], t: f32[3]) -> y { y = (x -> dense(3), t) -> mae(reduce=sum) }",
    )


class Huber(Elementwise):
    """d² / 2 while |d| is at most delta, and delta (|d| - delta / 2) beyond, averaged over all numbers.

    d = prediction - target: squares near zero, so that it is smooth; lines beyond, so that single
    outliers do not rule. Shapes: both the same.

    Source: Huber (1964).
    """

    examples = (
        "network(x: f32[4], t: f32[3]) -> y { y = (x -> dense(3), t) -> huber }",
        "network(x: f32[4], t: f32[3], w: f32 in 0..2) -> y {\n y = (x -> dense(3), t) -> huber(delta=0.3, weight=w) }",
    )

    delta: Positive = 1.0
    """Where the parabola becomes a line."""


class SmoothL1(Elementwise):
    """d² / (2 beta) while |d| is below beta, and |d| - beta / 2 beyond, averaged over all numbers.

    d = prediction - target. It is `huber` divided by its delta: the slope of its lines is 1.
    Shapes: both the same.

    Source: Girshick (2015), eq. 3.
    """

    examples = (
        "network(x: f32[4], t: f32[3]) -> y { y = (x -> dense(3), t) -> smooth_l1 }",
        "network(x: f32[4], t: f32[3]) -> y { y = (x -> dense(3), t) -> smooth_l1(0.3, reduce=sum) }",
    )

    beta: Positive = 1.0
    """Where the parabola becomes a line."""
