"""Which parameters a setting speaks of: a kind of them, or a pattern of paths."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Literal

from tenet.catalogue.operation import Role

Kind = Literal["weights", "biases", "norms", "embeddings", "parameters"]
Selector = Kind | str
"""A kind of parameters by its word, or a pattern in quotes, in which `*` stands for anything."""
ALL = "parameters"


def selects(selector: Selector, path: str, role: Role) -> bool:
    """Whether a selector speaks of a parameter; only a pattern speaks of running statistics.

    >>> (
    ...     selects("biases", "dense.bias", Role("biases")),
    ...     selects("*.bias", "dense.bias", Role("biases")),
    ... )
    (True, True)
    """
    if selector == ALL:
        return role is not Role.STATISTIC
    if selector in {other.value for other in Role if other is not Role.STATISTIC}:
        return role.value == selector
    return fnmatchcase(path, selector)
