"""Small specs that use every block of the standard library, their parameters counted by hand."""

from __future__ import annotations

from tests.std.case import Case
from tests.std.sequence_cases import SEQUENCES
from tests.std.vision_cases import VISION

ROWS: dict[str, dict[str, Case]] = {
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
    "autoencoder.mlp": {
        "two-layers": Case(
            "f32[6]",
            "y, _ = x -> autoencoder.mlp([5, 4], code=2)",
            6 * 5 + 5 + 5 * 4 + 4 + 4 * 2 + 2 + 2 * 4 + 4 + 4 * 5 + 5 + 5 * 6 + 6,
        ),
        "code": Case(
            "f32[6]",
            "_, y = x -> autoencoder.mlp([], code=2)",
            6 * 2 + 2 + 2 * 6 + 6,
        ),
        "of-operations": Case(
            "f32[6]",
            "y, _ = x -> autoencoder.mlp([5], 2, activation=batch_norm -> tanh, output=tanh)",
            6 * 5 + 5 + 10 + 5 * 2 + 2 + 2 * 5 + 5 + 10 + 5 * 6 + 6,
        ),
    },
    "autoencoder.convolutional": {
        "two-layers": Case(
            "f32[3, 8, 12]",
            "y, _ = x -> autoencoder.convolutional([4, 5])",
            3 * 9 * 4 + 4 + 4 * 9 * 5 + 5 + 5 * 9 * 4 + 4 + 4 * 9 * 3 + 3,
        ),
        "code": Case(
            "f32[8, 3]",
            "_, y = x -> autoencoder.convolutional([4, 5], kernel=4, activation=gelu, output=tanh)",
            3 * 4 * 4 + 4 + 4 * 4 * 5 + 5 + 5 * 4 * 4 + 4 + 4 * 4 * 3 + 3,
        ),
    },
    "autoencoder.sparse": {
        "usual": Case("f32[6]", "y, _ = x -> autoencoder.sparse(code=9)", 6 * 9 + 9 + 9 * 6 + 6),
        "tanh": Case(
            "f32[6]", "y, _ = x -> autoencoder.sparse(9, output=tanh)", 6 * 9 + 9 + 9 * 6 + 6
        ),
    },
    "autoencoder.denoising": {
        "usual": Case(
            "f32[6]",
            "y, _ = x -> autoencoder.denoising([5], code=2)",
            6 * 5 + 5 + 5 * 2 + 2 + 2 * 5 + 5 + 5 * 6 + 6,
        ),
        "loud": Case(
            "f32[6]",
            "y, _ = x -> autoencoder.denoising([], 2, std=1, activation=gelu, output=tanh)",
            6 * 2 + 2 + 2 * 6 + 6,
        ),
    },
    "tabular.feature_embedding": {
        "usual": Case(
            "numbers: f32[3], kinds: i64[2] in 0..4", "tabular.feature_embedding()", 5 * 8
        ),
        "narrow": Case(
            "numbers: f32[3], kinds: i64[2] in 0..4", "tabular.feature_embedding(width=2)", 5 * 2
        ),
    },
    "tabular.gated_residual": {
        "same-shape": Case(
            "f32[5]", "tabular.gated_residual(5)", 2 * (5 * 5 + 5) + 5 * 10 + 10 + 10
        ),
        "wider": Case(
            "f32[5]",
            "tabular.gated_residual(6, activation=gelu)",
            5 * 6 + 6 + 6 * 6 + 6 + 6 * 12 + 12 + 5 * 6 + 6 + 12,
        ),
        "forgetful": Case(
            "f32[40]",
            "tabular.gated_residual(40, dropout=50%)",
            2 * (40 * 40 + 40) + 40 * 80 + 80 + 80,
        ),
    },
}
"""Uses of the blocks for vectors."""

CASES = ROWS | VISION | SEQUENCES
"""By block and by what the case shows; a block with no case, or a setting that none gives, is missed by a test."""

EACH = {f"{block}-{shown}": case for block, cases in CASES.items() for shown, case in cases.items()}
