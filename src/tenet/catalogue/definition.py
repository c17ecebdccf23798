"""A definition: a thing that a spec can name, with its settings as the fields of a frozen model."""

from __future__ import annotations

import re
from abc import ABC
from functools import cache
from types import NoneType
from typing import Annotated, cast

from pydantic import BaseModel, ConfigDict, Field

from tenet.catalogue.inputs import Inputs
from tenet.types.dim import Symbolic

Count = Annotated[int, Field(ge=1)]
"""A whole number of things, at least one."""
Size = Count | Symbolic
"""A size of an axis: a count, or a size that is known only when the data is read."""
Fraction = Annotated[float, Field(ge=0, lt=1)]
"""A share below one: `20%` or `0.2`."""
Positive = Annotated[float, Field(gt=0)]
"""A number above zero."""
NotNegative = Annotated[float, Field(ge=0)]
"""A number that is at least zero."""


class Percent(float):
    """A percentage: 0.15 for `15%`; where a setting counts time, a share of training."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{self * 100:g}%"


class Definition(BaseModel, ABC):
    """Anything that a spec names and configures: abstract for a kind, final for a thing.

    A final subclass is found by the name of its class in snake case. The class docstring says what
    it is; the string beneath a field says what the setting means.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        defer_build=True,
        arbitrary_types_allowed=True,
        allow_inf_nan=False,
        populate_by_name=True,
        ignored_types=(str, bool, int, float, tuple, NoneType, Inputs),
    )

    # Class facts carry no annotation: pydantic evaluates every one again for every subclass, which
    # was a third of the time of `tenet check`.
    kind = "definition"
    """What a message calls things of this kind: "operation", "optimizer"."""
    home = ""
    """The package whose modules hold the things of this kind."""
    variadic = cast("str | None", None)
    """The setting that takes all positional arguments, as in `reshape(1, 8, 8)`."""
    spoken = True
    """Whether a spec can name it; the compiler makes the others itself."""
    examples = cast("tuple[str, ...]", ())
    """Tenet texts that use it: test, documentation, hover and parity case at once."""

    @classmethod
    def term(cls) -> str:
        """The name by which a spec calls it."""
        return snake_case(cls.__name__)


@cache
def snake_case(name: str) -> str:
    """A class name as a spec writes it.

    >>> snake_case("GlobalAvgPool"), snake_case("F1")
    ('global_avg_pool', 'f1')
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
