"""How many numbers does a network learn?"""

from __future__ import annotations

from collections.abc import Iterable

from tenet.catalogue.operation import Role
from tenet.ir.graph import Graph, Parameter
from tenet.types.dim import product


def learned(graph: Graph) -> int | None:
    """How many numbers training moves; none where a size is open."""
    return numbers(p for p in graph.parameters.values() if p.trainable)


def weights(parameters: Iterable[Parameter]) -> int | None:
    """How many of the numbers are weights of layers: matrices and kernels."""
    return numbers(p for p in parameters if p.role is Role.WEIGHT)


def numbers(parameters: Iterable[Parameter]) -> int | None:
    """How many numbers parameters hold together; none where a size is open."""
    total = 0
    for parameter in parameters:
        size = product(parameter.shape)
        if not isinstance(size, int):
            return None
        total += size
    return total
