"""The table of cases: what each operation does to a signal, or why nothing is said of it."""

from __future__ import annotations

from tenet.analysis.moments import (
    activations,
    attention,
    joins,
    linear,
    noise,
    norms,
    pooling,
    products,
    recurrent,
    reductions,
    shapes,
    sources,
)
from tenet.analysis.moments.case import Bearing, Case
from tenet.catalogue.definition import snake_case
from tenet.catalogue.operation import Operation

CASES: dict[str, Case | Bearing] = {
    **activations.CASES,
    **attention.CASES,
    **joins.CASES,
    **linear.CASES,
    **noise.CASES,
    **norms.CASES,
    **pooling.CASES,
    **products.CASES,
    **recurrent.CASES,
    **reductions.CASES,
    **shapes.CASES,
    **sources.CASES,
}
"""By the name of the operation, or of a class that it derives from."""

NO_CASE = {
    "all": "of what is true or false",
    "any": "of what is true or false",
    "arange": "whole numbers",
    "argmax": "whole numbers",
    "argmin": "whole numbers",
    "cast_float": "a pass puts it in, and predictions are made before",
    "joining": "of what is true or false",
    "logical_not": "of what is true or false",
    "mask": "of what is true or false",
    "real_size": "whole numbers",
    "loop": "a cell that is run again and again has no closed form",
    "loss": "a loss: predictions end before it",
    "penalty": "depends on how many numbers all weights have together",
    "prod": "the product of many numbers has no stable moments",
    "sparsemax": "how many numbers stay above zero has no closed form",
    "bidirectional": "stands for another operation",
}
"""Operations of which nothing is said, and why; by name, or by a class that they derive from."""


def case_of(op: Operation) -> Case | Bearing | None:
    """The case of an operation: its own, or that of the nearest class above it."""
    for name in _names(type(op)):
        if name in CASES:
            return CASES[name]
        if name in NO_CASE:
            return None
    return None


def why_none(op: Operation) -> str:
    """Why an operation has no case."""
    return next((NO_CASE[name] for name in _names(type(op)) if name in NO_CASE), "no case yet")


def _names(kind: type) -> list[str]:
    return [snake_case(above.__name__) for above in kind.__mro__]
