"""Which operations take these tensors?"""

from __future__ import annotations

from functools import cache

from tenet.catalogue.instantiate import Misconfigured, instantiate
from tenet.catalogue.operation import Operation
from tenet.catalogue.setting import settings
from tenet.types.shape import Misfit
from tenet.types.tensor import TensorType

TRIED = (1, (1,), "x", True)
"""What settings without a default are tried with: whether tensors fit seldom depends on it."""


def fits(definition: type[Operation], types: tuple[TensorType, ...]) -> bool | None:
    """Whether an operation takes tensors of these types; none where that depends on its settings."""
    if not definition.inputs.fits(len(types)):
        return False
    op = _tried(definition)
    if op is None or definition.runs:
        return None
    try:
        op.result(*types)
    except Misfit:
        return False
    except (ArithmeticError, AssertionError, IndexError, TypeError, ValueError):
        return None  # the settings that were tried make no sense for it
    return True


@cache
def _tried(definition: type[Operation]) -> Operation | None:
    """The operation with settings that it takes; none where none of those tried will do."""
    needed = [name for name, setting in settings(definition).items() if setting.required]
    for value in TRIED if needed else (None,):
        try:
            return instantiate(definition, dict.fromkeys(needed, value))
        except (Misconfigured, Misfit):
            continue
    return None
