"""Leave padding out of a loss: what it compares at places beyond a row's end does not count.

Before: (word, tokens) -> cross_entropy, where tokens is i64[T]. After: (word, tokens, real) ->
cross_entropy(where), where real tells which of the T places are the row's own. What does not compare
place by place is told the lengths: (sounds, letters) -> ctc becomes (sounds, letters, S, T) -> ctc(…).
"""

from __future__ import annotations

from collections.abc import Callable

from tenet.frozen import replace
from tenet.ir.graph import Node, Value
from tenet.ops.comparison import LogicalAnd
from tenet.ops.padding import Mask
from tenet.passes.beside import made
from tenet.policy.loss import Averaged
from tenet.policy.losses.ctc import LENGTHS, Aligned
from tenet.types.dim import Dim


def masked(
    node: Node, open_: Callable[[Dim], bool], real: Callable[[Dim], Value]
) -> tuple[Node, ...] | None:
    """The loss, told where its target is real; none where padding cannot be told from the rest.

    Args:
        node: the loss.
        open_: whether rows may differ in a size.
        real: how many places of a size are real.
    """
    op = node.op
    assert isinstance(op, Averaged)
    if isinstance(op, Aligned):
        return (_told(node, op, open_, real),)
    first = len(op.inputs.names)
    compared = op.compared(*node.types[:first])
    places = [axis for axis, size in enumerate(compared) if open_(size)]
    if not places:
        return (node,)
    if places != [0] or (op.where and node.types[first].shape != compared[:1]):
        return None
    given, weights, target = node.inputs[:first], node.inputs[first:], node.inputs[first - 1]
    mask = made(node, Mask(lengths=True), (target, real(compared[0])), "real")
    if not op.where:
        told = op.model_copy(update={"where": True})
        return mask, replace(node, op=told, inputs=(*given, mask.output, *weights))
    both = made(node, LogicalAnd(), (weights[0], mask.output), "counted")
    return mask, both, replace(node, inputs=(*given, both.output, *weights[1:]))


def _told(
    node: Node, op: Aligned, open_: Callable[[Dim], bool], real: Callable[[Dim], Value]
) -> Node:
    """The loss, told how many places of prediction and target are real; lengths follow all else."""
    told = {name: node.inputs[place] for name, place in op.measured.items()}
    for name, kind in zip(LENGTHS, node.types, strict=False):
        if name not in told and open_(kind.shape[0]):
            told[name] = real(kind.shape[0])
    rest = node.inputs[: len(node.inputs) - len(op.measured)]
    lengths = (told[name] for name in LENGTHS if name in told)
    return replace(
        node, op=op.model_copy(update=dict.fromkeys(told, True)), inputs=(*rest, *lengths)
    )
