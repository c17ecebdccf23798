"""Scores of attention that grow with the width of its heads."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from tenet.analysis.uses import inside
from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, take, write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network
from tenet.ops.attention import Attention

RULE = Practice(
    code="ATT001",
    name="unscaled-scores",
    reason="Products of queries and keys are divided by the root of their width.",
    why=(
        "The product of two vectors of d independent numbers of variance 1 has variance d. With scores of a"
        " deviation of four and more the softmax puts nearly all weight on one place before anything is"
        " learned, and its gradient vanishes. States of a recurrence are small enough to go without."
    ),
    source="Vaswani et al. (2017), sec. 3.2.1",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network(
                "x: f32[20, 128] in 0..1",
                "x = x + sinusoids(20, 128) -> layer_norm",
                "q = x -> dense(128)",
                "k = x -> dense(128)",
                "y = (q, k, x) -> attention(scale=1) -> mean(axis=0) -> dense(2)",
            ),
            at="scale=1",
        ),
        Sample(
            network(
                "x: f32[20, 128] in 0..1",
                "x = x + sinusoids(20, 128) -> layer_norm",
                "q = x -> dense(128)",
                "k = x -> dense(128)",
                "weight = matmul(q, k -> permute(1, 0)) -> softmax",
                "y = matmul(weight, x) -> mean(axis=0) -> dense(2)",
            ),
            at="matmul(q, k -> permute(1, 0))",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[20, 128] in 0..1",
                "x = x + sinusoids(20, 128) -> layer_norm",
                "q = x -> dense(128)",
                "k = x -> dense(128)",
                "weight = matmul(q, k -> permute(1, 0)) / sqrt(128) -> softmax",
                "y = matmul(weight, x) -> mean(axis=0) -> dense(2)",
            )
        ),
        Sample(
            network(
                "x: f32[20, 128] in 0..1",
                "x = x -> lstm(128)",
                "y = (x, x, x) -> attention(scale=1) -> mean(axis=0) -> dense(2)",
            )
        ),
    ),
)
SHARP = 4.0
"""The deviation of scores from which a softmax hardly looks at more than one place."""


def find(case: Case) -> Iterator[Diagnostic]:
    """Scores, of `attention` or written out, that are predicted to be large although nothing was learned."""
    for node in case.nodes(Attention):
        assert isinstance(node.op, Attention)
        queries, keys = (case.moments.of(value) for value in node.inputs[:2])
        scale, depth = node.op.scaling(node.types[0]), node.op.depth(node.types[0])
        if node.op.scale is None or queries is None or keys is None:
            continue
        low, high = (
            scale * sqrt(depth) * q * k
            for q, k in ((queries.low, keys.low), (queries.high, keys.high))
        )
        if low > SHARP and scale > 1 / sqrt(depth):
            span = case.at(node, "scale")
            yield RULE.at(
                inside(case.graph, node) if span is node.span else span,
                _message(low, high, depth),
                help=f"leave `scale` out: it is 1 / sqrt({depth}) then",
                fix=take(case, node, "scale", SAFE),
            )
    yield from _written_out(case)


def _written_out(case: Case) -> Iterator[Diagnostic]:
    """Products that go straight into a softmax, whose result weighs something."""
    for node in case.called("matmul"):
        reader = case.reader(node)
        if reader is None or reader.op.term() != "softmax" or not _weighs(case, reader):
            continue
        scores, depth = case.moments.of(node.output), node.inputs[0].type.shape[-1]
        if scores is None or not isinstance(depth, int) or scores.low <= SHARP:
            continue
        stage = case.places.stage(node.span)
        plain = stage is not None and stage.chain is None
        yield RULE.at(
            node.span,
            _message(scores.low, scores.high, depth),
            help=f"divide the product by `sqrt({depth})`",
            labels=(case.label(reader, "the softmax is here"),),
            fix=write(node.span, f"{node.span.text} / sqrt({depth})", SAFE) if plain else None,
        )


def _message(low: float, high: float, depth: int) -> str:
    return (
        f"the scores of queries and keys of {depth} features are predicted to have a deviation of"
        f" {low:.2g} to {high:.2g} before training: the softmax sees one place only"
    )


def _weighs(case: Case, node: Node) -> bool:
    """Whether another product takes it as weights."""
    return any(reader.op.term() in ("matmul", "einsum") for reader in case.readers(node))
