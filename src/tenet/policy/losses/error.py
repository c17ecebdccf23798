"""Losses of the difference between prediction and target."""

from __future__ import annotations

from tenet.policy.loss import Elementwise


class Mse(Elementwise):
    """(prediction - target)², averaged over all numbers. Shapes: both the same."""

    examples = ("network(x: f32[4], t: f32[3]) -> y { y = (x -> dense(3), t) -> mse }",)


class Mae(Elementwise):
    """|prediction - target|, averaged over all numbers. Shapes: both the same."""

    examples = ("network(x: f32[4], t: f32[3]) -> y { y = (x -> dense(3), t) -> mae }",)
