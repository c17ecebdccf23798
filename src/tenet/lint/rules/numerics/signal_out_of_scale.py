"""A signal that has vanished or exploded before the last layer sees it."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.inputs import far_from_zero
from tenet.analysis.layers import learns
from tenet.diagnostics import Diagnostic, Fix
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import normalise
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network
from tenet.ops.source import Input

RULE = Practice(
    code="NUM001",
    name="signal-out-of-scale",
    reason="The last layer is given numbers that are thousands of times too small or too large.",
    why=(
        "A layer of scale g multiplies the signal by g, and L of them by g to the L: with first weights"
        " that keep the variance it stays near one, otherwise it vanishes or explodes with depth. Where"
        " it is far from one the first outputs are the bias alone, or so large that the loss is infinite,"
        " and no rate suits the last layer and the others. Said where the whole interval of the"
        " prediction, for 95 of 100 draws of the weights, lies beyond 0.001 to 1000."
    ),
    source="Poole et al. (2016), sec. 2; Bingham and Miikkulainen (2023), AutoInit",
    bad=(
        Sample(
            network(
                "x: f32[20] in 0..1",
                "x = 1e-5 * x",
                "y = x -> dense(64) -> relu -> dense(3)",
            ),
            at="1e-5 * x",
        ),
        Sample(
            network(
                "x: f32[64] in 0..1",
                "repeat 4 {",
                "    x = 20 * (x -> dense(64) -> relu)",
                "}",
                "y = x -> dense(3)",
            ),
            at="20 * (x -> dense(64) -> relu)",
        ),
    ),
    good=(
        Sample(
            network(
                "x: f32[20] in 0..1",
                "x = 0.01 * x",
                "y = x -> batch_norm -> dense(64) -> relu -> dense(3)",
            )
        ),
        Sample(
            network(
                "x: f32[64] in 0..1",
                "repeat 8 {",
                "    x = x -> dense(64) -> relu",
                "}",
                "y = x -> dense(3)",
            )
        ),
    ),
)
SMALL = ("embedding", "rnn", "lstm", "gru")
"""Operations whose small first numbers are known to grow as soon as training begins."""


def find(case: Case) -> Iterator[Diagnostic]:
    """The first of the operations from which on the signal stays out of scale up to the last layer."""
    if far_from_zero(case.graph, case.moments):
        return
    for value in case.graph.outputs.values():
        ways = case.upstream(value)
        head = next((node for node in ways if learns(node)), None)
        if head is None:
            continue
        guilty = _first(case, head)
        if guilty is None or isinstance(guilty.op, Input) or _begins_small(case, head):
            continue
        moment = case.moments.of(head.inputs[0])
        assert moment is not None
        many = "large" if moment.is_large else "small"
        yield RULE.at(
            guilty.span,
            f"the last layer `{head.path}` is predicted to be given numbers of size {moment.rms:.2g}"
            f" ({moment.low:.2g} to {moment.high:.2g}) before training: they are too {many} from here on",
            help="put a norm before the last layer, or leave out what scales the signal",
            labels=(case.label(head, "the last layer is here"),),
            fix=_normalised(case, head) if many == "large" else None,
        )
        return


def _first(case: Case, head: Node) -> Node | None:
    """The operation behind which all are out of scale as the last layer's input is; none where that is not."""
    found: Node | None = None
    for node in case.upstream(head.inputs[0]):
        if not _is_out(case, node):
            return found
        found = node
    return found


def _begins_small(case: Case, head: Node) -> bool:
    """Whether small numbers are how it is meant: embeddings begin so, and recurrences halve them."""
    small = any(node.op.term() in SMALL for node in case.upstream(head.inputs[0]))
    moment = case.moments.of(head.inputs[0])
    return small and moment is not None and moment.is_small


def _is_out(case: Case, node: Node) -> bool:
    """Whether the whole interval of its size lies beyond what is healthy; zeros are meant."""
    moment = case.moments.of(node.output)
    return moment is not None and (moment.is_large or moment.is_small)


def _normalised(case: Case, head: Node) -> Fix | None:
    """A norm behind the layer before the last one."""
    before = next((n for n in case.upstream(head.inputs[0]) if learns(n)), None)
    return None if before is None else normalise(case, before)
