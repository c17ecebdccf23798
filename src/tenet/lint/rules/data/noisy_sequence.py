"""Sequences of numbers each of which is partly noise of its own."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.data.profile import FieldProfile, Profile
from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import write
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import Entries, classifier

SERIES: Entries = {"x": 'columns("x*") -> standardize -> reshape(40, 1)'}
NOISY = Profile(4000, 2800, fields={"x": FieldProfile(low=-4, high=4, mean=0, std=1, noise=0.4)})
RULE = Practice(
    code="DAT012",
    name="noisy-sequence",
    reason="A course of which each number carries noise of its own is told better by means of neighbours.",
    why=(
        "What changes slowly is nearly the same at neighbouring places, and noise is not: the mean of three"
        " keeps the course and a third of the noise's variance. The noise is measured as what two"
        " neighbours share less than places two apart let expect: 1 - r₁² / r₂ for the correlations r₁"
        " and r₂, which is 0 for a course that only forgets itself, and the share of noise for a smooth one."
    ),
    source="Savitzky and Golay (1964); Cressie (1993), sec. 2.4, on the nugget of a course",
    severity=Severity.INFO,
    bad=(
        Sample(
            classifier(
                "y = x -> lstm(32) -> last -> dense(3) -> softmax", "x: f32[40, 1]", data=SERIES
            ),
            at="lstm(32)",
            profile=NOISY,
        ),
    ),
    good=(
        Sample(
            classifier(
                "y = x -> avg_pool(3, stride=1) -> lstm(32) -> last -> dense(3) -> softmax",
                "x: f32[40, 1]",
                data=SERIES,
            ),
            profile=NOISY,
        ),
        Sample(
            classifier(
                "y = x -> lstm(32) -> last -> dense(3) -> softmax", "x: f32[40, 1]", data=SERIES
            ),
            profile=Profile(
                4000, 2800, fields={"x": FieldProfile(low=-4, high=4, mean=0, std=1, noise=0.05)}
            ),
        ),
    ),
)
LEAST = 0.2
"""The share of noise from which it is worth a word."""
SMOOTHING = ("avg_pool", "conv", "depthwise_conv", "patches")
"""What takes means of neighbours itself, or can learn to."""


def find(case: Case) -> Iterator[Diagnostic]:
    """The first layer that reads a noisy sequence place by place."""
    for name, value in case.graph.inputs.items():
        seen = case.seen(name)
        if seen is None or seen.noise is None or seen.noise < LEAST or value.type.rank != 2:
            continue
        readers = case.consumers[value.number]
        if not readers or any(node.op.term() in SMOOTHING for node in readers):
            continue
        first = readers[0]
        yield RULE.at(
            first.span,
            f"about {seen.noise:.0%} of the variance of `{name}` along its {value.type.shape[0]} places is"
            f" noise of single numbers, which `{first.op.term()}` reads as they are",
            help="take means of neighbours first: `avg_pool(3, stride=1)`, or begin with a convolution",
            fix=write(first.span, f"avg_pool(3, stride=1) -> {first.span.text}")
            if _is_staged(case, first)
            else None,
        )


def _is_staged(case: Case, node: Node) -> bool:
    stage = case.places.stage(node.span)
    return stage is not None and stage.chain is not None
