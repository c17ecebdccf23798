"""What does a layer feed? The activation that its output reaches decides how its weights start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tenet.catalogue.operation import InitFamily
from tenet.ir.graph import Node


def fed_family(consumers: Mapping[int, Sequence[Node]], node: Node) -> InitFamily:
    """The initialiser family wanted by the first activation that a node's output reaches.

    Norms, pooling, reshaping and residual sums pass the question on. A layer that feeds another layer,
    or the outside, directly is linear: Xavier.
    """
    pending, seen = [value.number for value in node.outputs], set[int]()
    while pending:
        number = pending.pop(0)
        if number in seen:
            continue
        seen.add(number)
        for reader in consumers[number]:
            if reader.op.feeds is not None:
                return reader.op.feeds
            if reader.op.carries:
                pending += [value.number for value in reader.outputs]
    return "xavier"
