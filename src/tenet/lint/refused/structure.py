"""What the language refuses of structure."""

from __future__ import annotations

from tenet.lint.practice import Sample
from tenet.lint.refusal import Refusal
from tenet.lint.samples import classifier, network, regressor

REFUSED = (
    Refusal(
        code="STR001",
        reason="The rank of a tensor does not fit the layer.",
        by="TYP001",
        sample=Sample(network("x: f32[8] in 0..1", "y = x -> conv(4, 3)"), at="conv(4, 3)"),
    ),
    Refusal(
        code="STR002",
        reason="The declared shape of an input is not that of the data.",
        by="TYP004",
        sample=Sample(
            regressor(data={"x": 'columns(["age", "height"]) -> standardize'}),
            at="x: «f32[20]»",
        ),
    ),
    Refusal(
        code="STR005",
        reason="A window finds no place on what is left of a map.",
        by="TYP001",
        sample=Sample(
            network("x: f32[1, 4, 4] in 0..1", "y = x -> conv(8, 5, padding=valid)"),
            at="conv(8, 5, padding=valid)",
        ),
    ),
    Refusal(
        code="STR006",
        reason="A reshape changes how many numbers there are; the batch axis is never written.",
        by="TYP001",
        sample=Sample(
            network("x: f32[64] in 0..1", "y = x -> reshape(1, 8, 9)"), at="reshape(1, 8, 9)"
        ),
    ),
    Refusal(
        code="STR007",
        reason="The output has another shape than the target.",
        by="TYP001",
        sample=Sample(regressor("y = x -> dense(64) -> relu -> dense(2)"), at="mse(y, target)"),
    ),
    Refusal(
        code="STR008",
        reason="A shortcut is added to a branch of another shape, without a projection.",
        by="TYP001",
        sample=Sample(
            network("x: f32[16, 8, 8] in 0..1", "y = x + (x -> conv(32, 3) -> relu)"),
            at="x + (x -> conv(32, 3) -> relu)",
        ),
    ),
    Refusal(
        code="STR010",
        reason="A stacked recurrent layer is given the last step alone: sequences stay sequences here, until `last`.",
    ),
    Refusal(
        code="STR011",
        reason="States of all steps reach a prediction of which each row has one.",
        by="TYP001",
        sample=Sample(
            classifier(
                "y = x -> lstm(32) -> dense(3) -> softmax",
                "x: f32[10, 2]",
                data={"x": 'columns("x*") -> standardize -> reshape(10, 2)'},
            ),
            at="cross_entropy(y, label)",
        ),
    ),
    Refusal(
        code="STR012",
        reason="An embedding has fewer rows than its input has categories.",
        by="TYP001",
        sample=Sample(
            network("x: i64[5] in 0..99", "y = x -> embedding(16, rows=50) -> flatten -> dense(2)"),
            at="embedding(16, rows=50)",
        ),
    ),
    Refusal(
        code="STR013",
        reason="Training has nothing to make small that the parameters change; the loop itself is never written.",
        by="SEC001",
        sample=Sample(classifier(train={"loss": "mse(x, x)", "metrics": None}), at="mse(x, x)"),
    ),
)
