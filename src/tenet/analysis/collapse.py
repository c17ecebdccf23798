"""Which layers are one linear map with the layer before? What lies between them only rearranges or weighs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tenet.catalogue.operation import Role
from tenet.ir.graph import Graph, Node

LINEAR = frozenset(
    {
        "avg_pool", "batch_norm", "channel_shuffle", "crop", "dropout", "flatten", "global_avg_pool",
        "mean", "pad", "permute", "pixel_shuffle", "pixel_unshuffle", "reshape", "spatial_dropout",
        "squeeze", "sum", "unsqueeze",
    }
)  # fmt: skip
"""Operations that are linear in their input, or its plain sums; at inference also a batch norm."""
MAPS = frozenset({"dense", "conv", "conv_transpose"})
"""Layers that are linear maps."""


def collapsed(graph: Graph) -> Iterator[tuple[Node, Node]]:
    """The pairs of layers of which the second reads the first through linear operations alone."""
    consumers = graph.consumers
    given = {value.number for value in graph.outputs.values()}
    for node in graph.nodes:
        if is_map(node) and node.output.number not in given:
            for reader in _reached(node, consumers, given):
                yield node, reader


def is_map(node: Node) -> bool:
    """Whether a node is a learned linear map."""
    return node.op.term() in MAPS and any(p.role is Role.WEIGHT for p in node.parameters)


def _reached(
    node: Node, consumers: Mapping[int, Sequence[Node]], given: set[int]
) -> Iterator[Node]:
    """The layers behind a node, where only one reader follows another."""
    at = node
    while True:
        readers = consumers[at.output.number]
        if len(readers) != 1 or at.output.number in given:
            return
        at = readers[0]
        if is_map(at):
            yield at
        if at.op.term() not in LINEAR:
            return
