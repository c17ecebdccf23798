"""Batch statistics of a single number."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.diagnostics import Diagnostic
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import enter
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import classifier

BODY = "y = x -> dense(64, bias=false) -> batch_norm -> relu -> dense(3) -> softmax"
GENTLE = {"optimizer": "sgd(1e-3)"}
RULE = Practice(
    code="SCH008",
    name="norm-of-one",
    reason="A batch norm over a batch of one row has nothing to compare: everything becomes zero.",
    why=(
        "Batch norm subtracts the mean of the batch. Of a single number the mean is the number itself: the"
        " result is 0 whatever the input, and only the learned shift gets through. At inference the running"
        " statistics are used, so that the network then computes something it was never trained on. An"
        " image keeps its places as samples."
    ),
    source="Ioffe and Szegedy (2015), sec. 3.1; Wu and He (2018), sec. 1",
    bad=(Sample(classifier(BODY, train=GENTLE | {"batch": "1"}), at="batch     = «1»"),),
    good=(
        Sample(classifier(BODY)),
        Sample(
            classifier(
                "y = x -> dense(64) -> layer_norm -> relu -> dense(3) -> softmax",
                train=GENTLE | {"batch": "1"},
            )
        ),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """A batch of one, where a batch norm sees one place of each row."""
    assert case.settings is not None
    span = case.entry("batch")
    if case.settings.batch != 1 or span is None:
        return
    norm = next((node for node in case.called("batch_norm") if _places(node) == 1), None)
    if norm is not None:
        yield RULE.at(
            span,
            f"with a batch of 1, `{norm.path}` has one number for each channel, and makes it 0",
            help="take 16 rows or more, or `layer_norm` in place of `batch_norm`",
            labels=(case.label(norm, "the batch norm is here"),),
            fix=enter(case, "train", "batch", "32"),
        )


def _places(node: Node) -> int | None:
    """Over how many places of one row a batch norm averages."""
    shape = node.inputs[0].type.shape
    if len(shape) == 1:
        return 1
    rest = shape[:-1] if len(shape) == 2 else shape[1:]
    return 1 if all(size == 1 for size in rest) else None
