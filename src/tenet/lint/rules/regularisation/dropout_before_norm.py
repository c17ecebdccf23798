"""Batch statistics of numbers some of which are dropped."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic, Severity
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import drop, follow, together
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier, network

RULE = Practice(
    code="REG001",
    name="dropout-before-norm",
    reason="A batch norm straight behind dropout learns a variance that inference does not have.",
    why=(
        "Dropout with rate p keeps the mean and multiplies the mean square by 1 / (1 - p) while training. The"
        " running variance of a batch norm behind it is that of training; at inference nothing is"
        " dropped, so that every channel is scaled too small. Behind the norm and the activation dropout does"
        " no such harm. A layer between the two averages over what is dropped, and little is left of the"
        " shift."
    ),
    source="Li et al. (2019), Understanding the disharmony between dropout and batch normalization, sec. 3",
    severity=Severity.WARNING,
    bad=(
        Sample(
            classifier(
                "y = x -> dense(64, bias=false) -> dropout(30%) -> batch_norm -> relu -> dense(3)"
                " -> softmax"
            ),
            at="dropout(30%)",
        ),
        Sample(
            network(
                "x: f32[8] in 0..1", "y = x -> dense(16) -> relu -> dropout(0.5) -> batch_norm"
            ),
            at="dropout(0.5)",
        ),
    ),
    good=(
        Sample(
            classifier(
                "y = x -> dense(64, bias=false) -> batch_norm -> relu -> dropout(30%) -> dense(3)"
                " -> softmax"
            )
        ),
        Sample(
            network(
                "x: f32[8, 8, 8] in 0..1",
                "y = x + (x -> conv(8, 3) -> dropout(30%) -> batch_norm -> relu -> conv(8, 3))",
            )
        ),
    ),
)
DROPOUTS = ("dropout", "spatial_dropout")
LIGHT = 0.1
"""A rate that changes the variance by no more than statistics of batches vary."""


def find(case: Case) -> Iterator[Diagnostic]:
    """A dropout that goes to a batch norm and nowhere else, in a plain chain."""
    plain = not any(_joins(node) for node in case.called("add", "concat"))
    for node in case.called(*DROPOUTS) if plain else ():
        behind = case.reader(node)
        while behind is not None and behind.op.carries and behind.op.term() != "batch_norm":
            behind = case.reader(behind)
        rate: float = getattr(node.op, "rate", 0.0)
        if behind is None or behind.op.term() != "batch_norm" or rate <= LIGHT:
            continue
        following = case.reader(behind)
        last = following if following is not None and following.op.feeds else behind
        yield RULE.at(
            node.span,
            f"while training, this `{node.op.term()}` raises the mean square that `{behind.path}` measures"
            f" by {1 / (1 - rate):.2f}; at inference it does not",
            help="put it behind the norm and its activation",
            labels=(case.label(behind, "its running variance is used at inference"),),
            fix=together(drop(case, node), follow(case, last, node.span.text)),
        )


def _joins(node: Node) -> bool:
    """Whether a node puts computed tensors together: a residual sum, joined maps."""
    return len([value for value in node.inputs if value.type.batched]) > 1
