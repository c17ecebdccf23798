"""Which nodes learn weights of their own, and which of its inputs does a node work on?"""

from __future__ import annotations

from tenet.catalogue.operation import Role
from tenet.ir.graph import Node, Value


def learns(node: Node) -> bool:
    """Whether a node is a layer: it has weights, and computes something of an input."""
    return bool(node.inputs) and any(p.role is Role.WEIGHT for p in node.parameters)


def main(node: Node) -> Value:
    """The first of its inputs that differs from row to row: in `0.1 * x`, which is x."""
    return next((value for value in node.inputs if value.type.batched), node.inputs[0])
