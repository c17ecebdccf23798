"""A prediction by layers that have seen the answer, or a summary by a place that has seen nothing."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.ahead import Leak, leaks, sights
from tenet.analysis.uses import inside, uses
from tenet.diagnostics import Diagnostic, Fix, Label
from tenet.diagnostics.diagnostic import Edit
from tenet.elaborate.chain import is_standard
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import SAFE, give
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import foreteller, network
from tenet.ops.attention import Attention
from tenet.ops.recurrent import Recurrent
from tenet.ops.slice import Slice
from tenet.source import Span
from tenet.syntax.tree import Call

EMBEDDED = "x = (x -> embedding(16)) + sinusoids(6, 16)\n"
RULE = Practice(
    code="ATT004",
    name="wrong-causality",
    reason="What foretells a sequence may not look ahead, and what sums it up must have seen it.",
    why=(
        "Without a causal mask each place attends to the one after it, which is the very answer; a"
        " convolution that pads on both sides sees it too. Training then learns to copy, and the loss"
        " falls towards zero. Where a text is generated the answer is not there yet, and what comes out is"
        " noise. Encoders, and models of masked words, may look both ways: in them a causal mask leaves the"
        " first place, from which a class is often read, with nothing to look at but itself."
    ),
    source="Vaswani et al. (2017), sec. 3.2.3; Devlin et al. (2019), sec. 3.1",
    bad=(
        Sample(
            foreteller(EMBEDDED + "y = (x -> self_attention(2))[..-2] -> dense(10) -> softmax"),
            at="self_attention(2)",
        ),
        Sample(
            foreteller(
                EMBEDDED
                + "x = (x, x, x) -> attention(heads=2)\ny = x[..-2] -> dense(10) -> softmax"
            ),
            at="attention(heads=2)",
        ),
        Sample(
            foreteller(
                "x = x -> embedding(16) -> conv(32, 3) -> relu\ny = x[..-2] -> dense(10) -> softmax"
            ),
            at="conv(32, 3)",
        ),
        Sample(
            foreteller(
                EMBEDDED
                + "x = x -> self_attention(2, causal=true)\ny = x[1..] -> dense(10) -> softmax"
            ),
            at="cross_entropy(y, x[1..])",
        ),
        Sample(
            network(
                "x: i64[T <= 50] in 0..9",
                "x = (x -> embedding(16)) + sinusoids(T, 16) -> self_attention(2, causal=true)",
                "y = x[0] -> dense(3) -> softmax",
            ),
            at="x[0]",
        ),
    ),
    good=(
        Sample(
            network(
                "x: i64[T <= 50] in 0..9",
                "x = (x -> embedding(16)) + sinusoids(T, 16) -> self_attention(2, causal=true)",
                "y = x -> last -> dense(3) -> softmax",
            )
        ),
        Sample(
            foreteller(
                EMBEDDED + "y = (x -> self_attention(2, causal=true))[..-2] -> dense(10) -> softmax"
            )
        ),
        Sample(
            foreteller(
                "x = x -> embedding(16) -> conv(32, 3, padding=causal) -> relu\n"
                "y = x[..-2] -> dense(10) -> softmax"
            )
        ),
        Sample(
            network(
                "x: i64[6] in 0..9",
                "x = (x -> embedding(16)) + sinusoids(6, 16) -> self_attention(2)",
                "y = x -> mean(axis=0) -> dense(3) -> softmax",
            )
        ),
    ),
)


def find(case: Case) -> Iterator[Diagnostic]:
    """A loss whose prediction has seen its target, but for recurrences; a first place read behind causal layers."""
    for leak in () if case.objective is None else leaks(case.objective):
        if leak.sight.through is None or not isinstance(leak.sight.through.op, Recurrent):
            yield _leaking(case, leak)
    causal = [
        node for node in case.nodes(Attention) if isinstance(node.op, Attention) and node.op.causal
    ]
    for node in case.nodes(Slice) if causal else ():
        if _is_first(node) and _sees_itself_alone(case, node):
            yield RULE.at(
                node.span,
                "the first place is read behind causal attention: it has seen nothing but itself",
                help="read the last place, with `-> last`, or leave `causal` out",
                labels=(Label(inside(case.graph, causal[0]), "causal attention is here"),),
            )


def _leaking(case: Case, leak: Leak) -> Diagnostic:
    node = leak.sight.through
    if node is None:
        return RULE.at(
            leak.loss.span,
            f"the prediction at each place is made of `{leak.field}` up to {_later(leak)}, which is"
            " the place that it is compared with",
            help=f"leave the last place of `{leak.field}` out of what is predicted from: `[..-2]`",
        )
    word = "causal=true" if node.op.term() == "attention" else "padding=causal"
    return RULE.at(
        inside(case.graph, node),
        f"the loss asks for the next place of `{leak.field}`, and this `{node.op.term()}` has"
        " looked at it: it is not causal",
        help=f"give it `{word}`",
        labels=(case.label(leak.loss, "prediction and target are compared here"),),
        fix=_causal(case, node),
    )


def _is_first(node: Node) -> bool:
    """Whether it takes the first place of a sequence."""
    assert isinstance(node.op, Slice)
    place = node.op.places[0]
    return node.inputs[0].type.rank == 2 and place is not None and place.drop and place.low == 0


def _sees_itself_alone(case: Case, node: Node) -> bool:
    """Whether attention lies on its way, and every input that it is made of is seen causally."""
    seen = [sights(case.graph, v).get(node.inputs[0].number) for v in case.graph.inputs.values()]
    alone = len(seen) == 1 and seen[0] is not None and seen[0].ahead <= 0
    return alone and any(isinstance(other.op, Attention) for other in _before(case, node))


def _before(case: Case, node: Node) -> Iterator[Node]:
    """The nodes that a node is made of, each once."""
    pending, known = [node], set[int]()
    while pending:
        at = pending.pop()
        if at.output.number not in known:
            known.add(at.output.number)
            yield at
            pending += [case.source(value) for value in at.inputs]


def _later(leak: Leak) -> str:
    ahead = int(leak.sight.ahead)
    if not ahead:
        return "itself"
    return f"{ahead} place{'s' if ahead > 1 else ''} later"


def _causal(case: Case, node: Node) -> Fix | None:
    """The operation made causal, or the standard block that holds it."""
    if node.op.term() != "attention":
        return give(case, node, "padding", "causal", SAFE)
    if not is_standard(node.span):
        return give(case, node, "causal", "true", SAFE)
    use = next(uses(case.graph, node), None)
    stage = None if use is None else case.places.stage(use.span)
    if use is None or stage is None or not use.name.endswith(("self_attention", "encoder_layer")):
        return None
    if not isinstance(stage.written, Call) or not stage.written.arguments:
        return None
    for argument in stage.written.arguments:
        if argument.name is not None and argument.name.text == "causal":
            return Fix(SAFE, (Edit(argument.value.span, "true"),))
    end = stage.written.arguments[-1].span
    return Fix(SAFE, (Edit(Span(end.source, end.end, end.end), ", causal=true"),))
