"""Small specs that use every block of the standard library, their parameters counted by hand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """A use of blocks: the type of what goes in, what it goes through, and what that learns."""

    given: str
    stages: str
    parameters: int

    @property
    def module(self) -> str:
        """The module whose blocks it uses."""
        return self.stages.partition(".")[0]

    @property
    def forgets(self) -> bool:
        """Whether dropout makes training a matter of chance."""
        return "dropout=" in self.stages

    @property
    def text(self) -> str:
        """The whole spec."""
        return f"import {self.module}\nnetwork(x: {self.given}) -> y {{ y = x -> {self.stages} }}\n"


CASES: dict[str, dict[str, Case]] = {
    "dense.mlp": {
        "two-layers": Case("f32[6]", "dense.mlp([5, 4])", 6 * 5 + 5 + 5 * 4 + 4),
        "at-each-place": Case("f32[3, 6]", "dense.mlp([5], tanh)", 6 * 5 + 5),
        "with-a-head": Case("f32[6]", "dense.mlp([5]) -> dense(3)", 6 * 5 + 5 + 5 * 3 + 3),
        "no-layer": Case("f32[6]", "dense.mlp([]) -> dense(3)", 6 * 3 + 3),
        "of-operations": Case(
            "f32[6]", "dense.mlp([5, 4], layer_norm -> gelu)", 6 * 5 + 5 + 2 * 5 + 5 * 4 + 4 + 2 * 4
        ),
        "forgetful": Case("f32[6]", "dense.mlp([40, 40], dropout=20%)", 6 * 40 + 40 + 40 * 40 + 40),
    },
    "dense.residual": {
        "plain": Case("f32[6]", "dense.residual(5)", 2 * 6 + 6 * 5 + 5 + 5 * 6 + 6),
        "at-each-place": Case(
            "f32[3, 6]", "dense.residual(5, gelu)", 2 * 6 + 6 * 5 + 5 + 5 * 6 + 6
        ),
        "forgetful": Case(
            "f32[6]",
            "dense.residual(40, dropout=50%, residual_dropout=10%)",
            2 * 6 + 6 * 40 + 40 + 40 * 6 + 6,
        ),
        "forgetful-at-the-end": Case(
            "f32[40]", "dense.residual(5, residual_dropout=10%)", 2 * 40 + 40 * 5 + 5 + 5 * 40 + 40
        ),
    },
    "dense.residual_mlp": {
        "two-blocks": Case(
            "f32[6]",
            "dense.residual_mlp(5, 2)",
            6 * 5 + 5 + 2 * (2 * 5 + 5 * 10 + 10 + 10 * 5 + 5) + 2 * 5,
        ),
        "no-block": Case("f32[3, 6]", "dense.residual_mlp(5, 0)", 6 * 5 + 5 + 2 * 5),
        "forgetful": Case(
            "f32[6]",
            "dense.residual_mlp(4, 1, expansion=9, activation=leaky_relu(0.1), dropout=50%,"
            " residual_dropout=10%) -> dense(2)",
            6 * 4 + 4 + (2 * 4 + 4 * 36 + 36 + 36 * 4 + 4) + 2 * 4 + 4 * 2 + 2,
        ),
    },
    "vision.conv_norm_act": {
        "image": Case("f32[3, 8, 8]", "vision.conv_norm_act(4)", 3 * 9 * 4 + 2 * 4),
        "grouped": Case(
            "f32[4, 9, 8]",
            "vision.conv_norm_act(6, [3, 2], 2, valid, groups=2, activation=leaky_relu(0.1))",
            4 // 2 * 3 * 2 * 6 + 2 * 6,
        ),
        "sequence": Case(
            "f32[10, 3]",
            "vision.conv_norm_act(4, padding=causal, activation=gelu)",
            3 * 3 * 4 + 2 * 4,
        ),
        "volume": Case(
            "f32[2, 4, 3, 5]",
            "vision.conv_norm_act(3, stride=[1, 2, 2], activation=layer_norm -> tanh)",
            2 * 27 * 3 + 2 * 3 + 2 * 3,
        ),
    },
    "vision.residual": {
        "same-shape": Case("f32[5, 8, 8]", "vision.residual(5)", 2 * (5 * 9 * 5 + 2 * 5)),
        "wider": Case(
            "f32[3, 8, 8]",
            "vision.residual(5)",
            3 * 9 * 5 + 5 * 9 * 5 + 3 * 5 + 3 * 2 * 5,
        ),
        "smaller": Case(
            "f32[5, 7, 8]",
            "vision.residual(5, stride=2, activation=gelu)",
            2 * 5 * 9 * 5 + 5 * 5 + 3 * 2 * 5,
        ),
        "sequence": Case("f32[9, 4]", "vision.residual(4)", 2 * (4 * 3 * 4 + 2 * 4)),
    },
    "vision.bottleneck": {
        "same-shape": Case(
            "f32[8, 6, 6]",
            "vision.bottleneck(2)",
            8 * 2 + 2 * 2 + 2 * 9 * 2 + 2 * 2 + 2 * 8 + 2 * 8,
        ),
        "smaller": Case(
            "f32[3, 8, 7]",
            "vision.bottleneck(4, 2, expansion=3, activation=leaky_relu(0.1))",
            3 * 4 + 2 * 4 + 4 * 9 * 4 + 2 * 4 + 4 * 12 + 2 * 12 + 3 * 12 + 2 * 12,
        ),
        "strided": Case(
            "f32[8, 6, 6]",
            "vision.bottleneck(2, stride=2)",
            8 * 2 + 2 * 2 + 2 * 9 * 2 + 2 * 2 + 2 * 8 + 2 * 8 + 8 * 8 + 2 * 8,
        ),
        "volume": Case(
            "f32[3, 4, 4, 4]",
            "vision.bottleneck(2)",
            3 * 2 + 2 * 2 + 2 * 27 * 2 + 2 * 2 + 2 * 8 + 2 * 8 + 3 * 8 + 2 * 8,
        ),
    },
}
"""By block and by what the case shows; a block with no case, or a setting that none gives, is missed by a test."""

EACH = {f"{block}-{shown}": case for block, cases in CASES.items() for shown, case in cases.items()}
