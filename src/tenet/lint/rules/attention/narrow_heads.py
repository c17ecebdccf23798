"""Heads of attention with too few features each."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.uses import inside
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network
from tenet.ops.attention import Attention

RULE = Practice(
    code="ATT002",
    name="narrow-heads",
    reason="A head of a few features can hardly tell places apart.",
    why=(
        "The scores of a head are a matrix of rank at most its width: with fewer features than places"
        " most patterns of attention cannot be formed, however many heads there are. Published models of"
        " 128 and more features have heads of 32 to 128. A width that the heads do not divide is an error"
        " of its own, and 8 to 15 features are advice."
    ),
    source="Bhojanapalli et al. (2020), Low-rank bottleneck in multi-head attention, sec. 3; Vaswani et al. (2017), table 3",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network(
                "x: f32[50, 128] in 0..1",
                "x = x + sinusoids(50, 128) -> self_attention(32)",
                "y = x -> mean(axis=0) -> dense(2)",
            ),
            at="self_attention(32)",
        ),
        Sample(
            network(
                "x: f32[50, 128] in 0..1",
                "x = x + sinusoids(50, 128) -> self_attention(16)",
                "y = x -> mean(axis=0) -> dense(2)",
            ),
            at="self_attention(16)",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[50, 128] in 0..1",
                "x = x + sinusoids(50, 128) -> self_attention(4)",
                "y = x -> mean(axis=0) -> dense(2)",
            )
        ),
        Sample(
            network(
                "x: f32[50, 32] in 0..1",
                "x = x + sinusoids(50, 32) -> self_attention(8)",
                "y = x -> mean(axis=0) -> dense(2)",
            )
        ),
    ),
)
WIDE = 128
"""Features from which narrow heads are a choice, and not for want of features."""
NARROW, SLIM = 8, 16
"""Features of a head below which it harms, and below which it is said."""


def find(case: Case) -> Iterator[Diagnostic]:
    """Attention of a wide model whose heads have fewer features than it has places."""
    for node in case.nodes(Attention):
        assert isinstance(node.op, Attention)
        queries, keys = node.types[:2]
        depth, width, seen = node.op.depth(queries), queries.shape[-1], keys.shape[0]
        few = isinstance(seen, int) and seen <= depth
        if not isinstance(width, int) or width < WIDE or depth >= SLIM or few:
            continue
        yield RULE.at(
            inside(case.graph, node),
            f"{node.op.heads} heads share {width} features, so that each has {depth}",
            help=f"use {max(width // 64, 1)} heads of 64 features, or {width // 32} of 32",
            severity=None if depth < NARROW else Severity.INFO,
        )
