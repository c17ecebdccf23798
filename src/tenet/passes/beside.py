"""Nodes that a pass adds beside others: named after them, and numbered the same in every graph of one text."""

from __future__ import annotations

from tenet.catalogue.operation import Operation
from tenet.ir.builder import apply
from tenet.ir.graph import Node, Value


def numbered(*words: object) -> int:
    """A value's number, made of words: the same in every graph of one text."""
    return int.from_bytes(" ".join(map(str, words)).encode(), "big")


def made(node: Node, op: Operation, inputs: tuple[Value, ...], word: str) -> Node:
    """A node beside another one, in its scope."""
    path = f"{node.path}_{word}"
    number = numbered(node.output.number, word)
    return apply(op, inputs, number=number, path=path, layer=path, hint="", span=node.span)
