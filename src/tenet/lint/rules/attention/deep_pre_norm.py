"""A very deep transformer with norms before its branches, whose sums grow with depth."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.transformer import blocks
from tenet.analysis.uses import inside
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network

RULE = Practice(
    code="ATT007",
    name="deep-pre-norm",
    reason="In a very deep transformer the sums grow, so that late layers hardly change them.",
    why=(
        "Each branch adds about one to the variance of the sum. Behind 2 L branches it is some 2 L, and"
        " each further one changes it by a share of 1 / (2 L): late layers can often be left out"
        " with little harm. Weights of the last layer of each branch that start smaller by 1 /"
        " sqrt(2 L) keep the sum in scale."
    ),
    source="Radford et al. (2019), sec. 2.3; Kedia et al. (2024), DeepScaleLM; Sun et al. (2025), The curse of depth",
    severity=Severity.INFO,
    bad=(
        Sample(
            network(
                "x: f32[16, 64] in 0..1",
                "x = x + sinusoids(16, 64)",
                "repeat 32 {",
                "    x = x + (x -> layer_norm -> self_attention(4))",
                "    x = x + (x -> layer_norm -> dense(128) -> gelu -> dense(64))",
                "}",
                "y = x -> layer_norm -> mean(axis=0) -> dense(3)",
            ),
            at="self_attention(4)",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[16, 64] in 0..1",
                "x = x + sinusoids(16, 64)",
                "repeat 12 {",
                "    x = x + (x -> layer_norm -> self_attention(4))",
                "    x = x + (x -> layer_norm -> dense(128) -> gelu -> dense(64))",
                "}",
                "y = x -> layer_norm -> mean(axis=0) -> dense(3)",
            )
        ),
        Sample(
            network(
                "x: f32[16, 64] in 0..1",
                "x = x + sinusoids(16, 64)",
                "repeat 32 {",
                "    x = x + 0.1 * (x -> layer_norm -> self_attention(4))",
                "    x = x + 0.1 * (x -> layer_norm -> dense(128) -> gelu -> dense(64))",
                "}",
                "y = x -> layer_norm -> mean(axis=0) -> dense(3)",
            )
        ),
    ),
)
DEEPEST = 24
"""Blocks up to which transformers are trained as they are."""


def find(case: Case) -> Iterator[Diagnostic]:
    """The first of very many attention layers whose branch begins with a norm and is not scaled."""
    pre = [b for b in blocks(case.graph) if b.before and b.norm is None and not b.scaled]
    if len(pre) <= DEEPEST:
        return
    share = 1 / (2 * len(pre))
    yield RULE.at(
        inside(case.graph, pre[0].attention),
        f"{len(pre)} attention layers add to one sum, each as much: the last changes it by {share:.1%}",
        help=f"start the last layer of each branch smaller, by 1 / sqrt({2 * len(pre)}), or weigh each"
        " branch by a `parameter` that starts near zero",
    )
