"""First predictions so large that the loss begins far above that of a guess."""

from __future__ import annotations

from collections.abc import Iterator
from math import log, sqrt

from tenet.analysis.inputs import far_from_zero
from tenet.analysis.layers import learns
from tenet.diagnostics import Diagnostic, Fix, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import normalise
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier, regressor

RULE = Practice(
    code="NUM009",
    name="confident-before-training",
    reason="Before training a network should guess: its first loss is near ln K, or near the variance of the target.",
    why=(
        "Scores of a deviation far above one make the first softmax certain of a class that was drawn by"
        " chance. The loss begins at about the largest of the K scores instead of ln K, and the first"
        " steps, the largest of all, go into making the scores small again. So too for numbers far larger"
        " than a standardised target. Inputs or weights are too large, or a norm is missing before the"
        " last layer."
    ),
    source="Karpathy (2019), A recipe for training neural networks; Ben Braiek and Khomh (2023), TheDeepChecker",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier("y = 50 * x -> dense(64) -> relu -> dense(3) -> softmax"),
            at="dense(3)",
        ),
        Sample(
            regressor("y = 200 * x -> dense(64) -> relu -> dense(1)"),
            at="dense(1)",
        ),
    ),
    good=(
        Sample(classifier()),
        Sample(regressor()),
        Sample(classifier("y = 50 * x -> dense(64) -> batch_norm -> relu -> dense(3) -> softmax")),
    ),
)
WORST = 5.0
"""Times the loss of a guess from which it is said: a few times as much is made good in some steps."""
LARGEST = 10.0
"""The size of the first predictions of a standardised target from which it is said: a loss of 100."""


def find(case: Case) -> Iterator[Diagnostic]:
    """An output compared with a target, whose first numbers are predicted to be large at the least."""
    if case.plan is None or far_from_zero(case.graph, case.moments):
        return
    for pair in case.plan.comparisons:
        made = case.source(case.graph.outputs[pair.output])
        if pair.task == "classes" and made.op.term() == "softmax":
            yield from _of_classes(case, made)
        elif pair.task == "numbers" and learns(made):
            yield from _of_numbers(case, made, pair.field)


def _of_classes(case: Case, made: Node) -> Iterator[Diagnostic]:
    scores, layer = case.moments.of(made.inputs[0]), case.source(made.inputs[0])
    count = made.inputs[0].type.shape[getattr(made.op, "axis", -1)]
    if scores is None or not isinstance(count, int) or count < 2 or scores.rms == 0:
        return
    deviation = max(scores.variance, 0.0) ** 0.5 * scores.low / scores.rms
    if deviation * sqrt(2 * log(count)) <= WORST * log(count):
        return  # the largest of K normal numbers is sqrt(2 log K) deviations from their mean at most
    from statistics import NormalDist  # noqa: PLC0415  # it brings decimal numbers and fractions along

    # The mean of the largest of K normal numbers, by Blom's formula: a bound of the loss from below.
    least = deviation * NormalDist().inv_cdf((count - 0.375) / (count + 0.25))
    if least > WORST * log(count):
        yield RULE.at(
            layer.span,
            f"before training the scores of the {count} classes are predicted to have a deviation of"
            f" {deviation:.2g} at least, and the loss to be above {least:.2g}; a guess has"
            f" {log(count):.2g}",
            help="scale the input, or put a norm before the last layer",
            fix=_normalised(case, layer),
            labels=(case.label(made, "the softmax is here"),),
        )


def _of_numbers(case: Case, made: Node, field: str) -> Iterator[Diagnostic]:
    found, stages = case.moments.of(made.output), case.stages(field)
    if not stages or stages[-1].term() != "standardize" or found is None:
        return
    if found.low > LARGEST:
        yield RULE.at(
            made.span,
            f"before training the output is predicted to have a size of {found.low:.2g} to"
            f" {found.high:.2g}, and its target `{field}` has one of 1",
            help="scale the input, or put a norm before the last layer",
            fix=_normalised(case, made),
        )


def _normalised(case: Case, head: Node) -> Fix | None:
    """A norm behind the layer before the last one."""
    before = next((n for n in case.upstream(head.inputs[0]) if learns(n)), None)
    return None if before is None or not learns(head) else normalise(case, before)
