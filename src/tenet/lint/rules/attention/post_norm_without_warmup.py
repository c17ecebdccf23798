"""A deep transformer with norms behind its sums, trained without a warm-up."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.transformer import blocks
from tenet.diagnostics import Diagnostic, Severity
from tenet.lint.case import Case
from tenet.lint.mend import enter, setting
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

DEEP = (
    "x = x -> reshape(5, 4) -> dense(64)\n"
    "x = x + sinusoids(5, 64)\n"
    "repeat 8 {{\n"
    "    x = {0}\n"
    "    x = {1}\n"
    "}}\n"
    "y = x -> mean(axis=0) -> dense(3) -> softmax"
)
POST = DEEP.format(
    "x + (x -> self_attention(4)) -> layer_norm",
    "x + (x -> dense(128) -> relu -> dense(64)) -> layer_norm",
)
PRE = DEEP.format(
    "x + (x -> layer_norm -> self_attention(4))",
    "x + (x -> layer_norm -> dense(128) -> relu -> dense(64))",
)
RULE = Practice(
    code="ATT006",
    name="post-norm-without-warmup",
    reason="A deep transformer with its norms behind the sums needs a warm-up of the rate.",
    why=(
        "Before training, the gradients of the last layers of such a transformer are large, and do not"
        " shrink with its depth: full steps at the start throw it off, and it often never recovers."
        " With the norms at the beginning of each branch gradients shrink with the root of the depth, and"
        " it trains without."
    ),
    source="Xiong et al. (2020), sec. 3; Liu et al. (2020), Understanding the difficulty of training transformers",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(POST, train={"schedule": "cosine"}),
            at="= «cosine»",
        ),
    ),
    good=(
        Sample(classifier(POST)),
        Sample(classifier(PRE, train={"schedule": "cosine"})),
    ),
)
DEEPEST = 6
"""Blocks that are known to train without: the first transformer has six."""
RECTIFIED = ("radam", "sgd")
"""Optimizers that begin slowly by themselves, or take no steps of fixed length."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A schedule without warm-up, of a network of many attention layers before norms of sums."""
    if case.plan is None or case.settings is None:
        return
    schedule = case.settings.schedule
    warmup = getattr(schedule, "warmup", None)
    if warmup != 0 or case.settings.optimizer.term() in RECTIFIED:
        return
    post = [block for block in blocks(case.graph) if block.norm is not None and not block.scaled]
    if len(post) <= DEEPEST:
        return
    span, shown = case.entry("schedule"), setting(case, "schedule", "warmup", "5%")
    norm = post[0].norm
    assert norm is not None
    yield RULE.at(
        span or case.training,
        f"{len(post)} attention layers, each before a norm of its sum, are trained at the full rate from"
        " the first step",
        help="give the schedule a warm-up, such as `cosine(warmup=5%)`, or move each `layer_norm` to the"
        " beginning of its branch",
        labels=(case.label(norm, "the first such norm is here"),),
        fix=shown if span is not None else enter(case, "train", "schedule", "cosine(warmup=5%)"),
    )
