"""Compute what adds up products in half precision, between casts.

Before: x -> dense(4) -> relu. After: x -> cast_float(bf16) -> dense(4) -> cast_float(f32) -> relu, where the
dense layer rounds its parameters too. Its result is rounded once more than in f32, and its sums are not:
wherever such products run fast, they are added up in f32.

1. Products of what comes in, or of that and of what is learned: `of_products` says which operations.
2. All else stays in f32: what adds up numbers (means, norms, losses), what grows (exp, powers), what divides,
   and what is added again and again, as along a residual path. So does the loss, whatever it computes.
3. Parameters stay in f32: an update is often smaller than a rounding of what it is added to.

Source: Micikevicius et al. (2018), sec. 3; the lists of torch.autocast.
"""

from __future__ import annotations

from tenet.frozen import replace
from tenet.ir.builder import apply
from tenet.ir.graph import Graph, Node, Value
from tenet.ops.cast import CastFloat
from tenet.passes.beside import numbered
from tenet.policy.precision import Half
from tenet.types.tensor import DType


def narrow_products(graph: Graph, to: Half) -> Graph:
    """The graph with its products in half precision; whatever reads them finds f32, under the same numbers."""
    now: dict[int, Value] = {}
    nodes: list[Node] = []
    for node in graph.nodes:
        moved = replace(node, inputs=tuple(now[value.number] for value in node.inputs))
        made = _narrowed(moved, to) if _multiplies(node) else (moved,)
        nodes += made
        now |= {value.number: value for at in made for value in at.outputs}
    outputs = {name: now[value.number] for name, value in graph.outputs.items()}
    return replace(graph, nodes=tuple(nodes), outputs=outputs)


def _multiplies(node: Node) -> bool:
    """Whether a node adds up products of two things, and is of a network: the loss has a site of its own."""
    if not node.op.of_products or node.layer.startswith("loss."):
        return False
    return sum(kind.dtype.is_float for kind in node.types) + len(node.parameters) > 1


def _narrowed(node: Node, to: Half) -> tuple[Node, ...]:
    """The node between casts of the floats that it reads and of those that it gives."""
    before: dict[int, Node] = {}
    for value in node.inputs:
        if value.type.dtype is DType.F32 and value.number not in before:
            word = f"{to}_{len(before)}" if before else to
            number = numbered(node.output.number, word)
            before[value.number] = _cast(to, node, value, word, (number, ""))
    inputs = tuple(
        before[value.number].output if value.number in before else value for value in node.inputs
    )
    wide = node.outputs
    product = _renumbered(node, inputs, to)
    words = ["f32", *(f"f32_{place}" for place in range(1, len(wide)))]
    after = (
        _cast("f32", node, half, word, (value.number, value.hint))
        for half, value, word in zip(product.outputs, wide, words, strict=True)
    )
    return *before.values(), product, *after


def _renumbered(node: Node, inputs: tuple[Value, ...], to: Half) -> Node:
    """The node of other inputs; the values that it gives are new ones, without names."""
    kinds = tuple(value.type for value in inputs)
    first = replace(node.op.result(*kinds), range=node.op.range_of(*kinds))
    given = (first, *node.op.further(*kinds))
    output, *further = (
        Value(numbered(value.number, to, "product"), kind, "")
        for value, kind in zip(node.outputs, given, strict=True)
    )
    return replace(node, inputs=inputs, output=output, further=tuple(further))


def _cast(to: str, node: Node, value: Value, word: str, named: tuple[int, str]) -> Node:
    """A cast beside a node, in its scope; its result has a number and a hint."""
    number, hint = named
    path, layer = f"{node.path}_{word}", f"{node.layer}_{word}"
    op = CastFloat.model_validate({"to": to})
    return apply(op, (value,), number=number, path=path, layer=layer, hint=hint, span=node.span)
