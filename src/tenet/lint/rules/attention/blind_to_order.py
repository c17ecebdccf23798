"""Attention over tokens that nothing tells where they stand."""

from __future__ import annotations

from collections.abc import Iterator

from tenet.analysis.uses import inside
from tenet.analysis.windows import places, window
from tenet.catalogue.operation import Role
from tenet.diagnostics import Diagnostic, Fix, Severity
from tenet.diagnostics.diagnostic import Edit
from tenet.ir.graph import Node
from tenet.lint.case import Case
from tenet.lint.mend import UNSAFE
from tenet.lint.practice import Practice, Sample
from tenet.lint.samples import network
from tenet.ops.attention import Attention
from tenet.ops.conv import Conv
from tenet.ops.source import Input, Parameter
from tenet.source import Span
from tenet.types.dim import Dim, product

RULE = Practice(
    code="ATT003",
    name="blind-to-order",
    reason="Attention sees a set: without positions, a sentence and its words in any order are the same.",
    why=(
        "Scores depend on what stands at two places and not on where, so that permuted tokens give"
        " permuted states, and equal tokens equal ones. Positions are added to the embeddings, turned into"
        " queries and keys (`rotary`), or added to the scores (`bias=`); a causal mask, a recurrence or a"
        " convolution tells them too. For what is a set, being blind is right."
    ),
    source="Vaswani et al. (2017), sec. 3.5; causal masks: Haviv et al. (2022)",
    severity=Severity.WARNING,
    bad=(
        Sample(
            network(
                "words: i64[T <= 200] in 0..999",
                "x = words -> embedding(64)",
                "x = x + (x -> layer_norm -> self_attention(4))",
                "y = x -> mean(axis=0) -> dense(2) -> softmax",
            ),
            at="embedding(64)",
        ),
        Sample(
            network(
                "image: f32[3, 32, 32] in 0..1",
                "x = image -> patches(4) -> dense(64)",
                "x = x + (x -> layer_norm -> self_attention(4))",
                "y = x -> mean(axis=0) -> dense(2) -> softmax",
            ),
            at="patches(4)",
        ),
        Sample(
            "import attention\n\n"
            + network(
                "image: f32[3, 32, 32] in 0..1",
                "x = image -> attention.patch_embedding(4, 64)",
                "x = x + (x -> layer_norm -> self_attention(4))",
                "y = x[0] -> dense(2) -> softmax",
            ),
            at="attention.patch_embedding(4, 64)",
        ),
    ),
    good=(
        Sample(
            network(
                "words: i64[T <= 200] in 0..999",
                "x = (words -> embedding(64)) + sinusoids(T, 64)",
                "x = x + (x -> layer_norm -> self_attention(4))",
                "y = x -> mean(axis=0) -> dense(2) -> softmax",
            )
        ),
        Sample(
            network(
                "words: i64[T <= 200] in 0..999",
                "x = words -> embedding(64)",
                "x = x + (x -> layer_norm -> self_attention(4, rotary=true))",
                "y = x -> mean(axis=0) -> dense(2) -> softmax",
            )
        ),
        Sample(
            network(
                "kinds: i64[8] in 0..99",
                "x = kinds -> embedding(64)",
                "x = x + (x -> layer_norm -> self_attention(4))",
                "y = x -> mean(axis=0) -> dense(2) -> softmax",
            )
        ),
    ),
)
TELLING = (
    "sinusoids", "arange", "rotary", "rnn", "lstm", "gru", "scan", "cumsum", "conv", "depthwise_conv",
    "shift_right", "roll", "triangle", "lower_triangle", "upper_triangle",
)  # fmt: skip
"""Operations by which places may be told apart."""
COLUMNS = 32
"""Places of a fixed number below which they may be columns of a table, each with values of its own."""


def find(case: Case) -> Iterator[Diagnostic]:
    """Tokens that attention reads, in a graph in which nothing could tell their order."""
    if any(_tells(node) for node in case.graph.nodes):
        return
    for node in case.graph.nodes:
        length = _count(node)
        many = length >= COLUMNS if isinstance(length, int) else True
        if not many or not _is_only(case, node) or not _attended(case, node):
            continue
        words, width = node.op.term() == "embedding", node.output.type.shape[-1]
        yield RULE.at(
            inside(case.graph, node),
            f"attention reads these {length} {'words' if words else 'patches'}, and nothing tells it where"
            " each of them stands",
            help=f"add `sinusoids({length}, {width})`, or use `attention.learned_positions`"
            if words
            else "use `attention.learned_positions` behind the layer that reads them, or add a"
            f" `parameter([{length}, features])`",
            fix=_placed(case, node),
        )
        return


def _count(node: Node) -> Dim:
    """How many words or patches a node gives; none of all else."""
    if node.op.term() in ("embedding", "patches") and node.output.type.rank == 2:
        return node.output.type.shape[0]
    return product(places(node.output)) if _cuts(node) else 0


def _cuts(node: Node) -> bool:
    """Whether it is a convolution of an image whose windows lie side by side."""
    slid = window(node) if node.op.term() == "conv" and node.output.type.rank > 2 else None
    if slid is None or not isinstance(node.op, Conv) or node.op.padding not in ("valid", 0):
        return False
    return all(reach == step > 1 for reach, step in zip(slid.reach, slid.stride, strict=True))


def _tells(node: Node) -> bool:
    """Whether places may be told apart by an operation."""
    op = node.op
    if isinstance(op, Attention):
        return op.causal or op.mask or op.bias
    if isinstance(op, Parameter):
        return len(op.shape) > 1 and op.shape[0] != 1
    return op.term() in TELLING and not _cuts(node)


def _is_only(case: Case, node: Node) -> bool:
    """Whether it looks up a field, and no other field lies beside it, which might be positions."""
    beside = [n for n in case.called("embedding") if n is not node]
    return isinstance(case.source(node.inputs[0]).op, Input) and not beside


def _attended(case: Case, node: Node) -> bool:
    """Whether attention reads it, before its places are summed up."""
    pending, seen = list(case.readers(node)), set[int]()
    while pending:
        at = pending.pop()
        if at.output.number in seen or at.output.type.rank < 2:
            continue
        seen.add(at.output.number)
        if isinstance(at.op, Attention):
            return True
        pending += case.readers(at)
    return False


def _placed(case: Case, node: Node) -> Fix | None:
    """Waves added to the embedded words."""
    stage = case.places.stage(node.span)
    learned = any(p.role is Role.EMBEDDING for p in node.parameters)
    if stage is None or stage.chain is None or "." in node.path or not learned:
        return None
    begin, end = stage.chain.value.span, node.span
    waves = ", ".join(map(str, node.output.type.shape))
    edits = (
        Edit(Span(begin.source, begin.start, begin.start), "("),
        Edit(Span(end.source, end.end, end.end), f") + sinusoids({waves})"),
    )
    return Fix(UNSAFE, edits)
