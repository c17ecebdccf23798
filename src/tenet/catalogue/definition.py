"""A definition: a thing that a spec can name, with its settings as the fields of a frozen model."""

from __future__ import annotations

import re
from abc import ABC
from functools import cache
from inspect import isabstract
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from tenet.discovery import modules
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
    )

    kind: ClassVar[str] = "definition"
    """What a message calls things of this kind: "operation", "optimizer"."""
    home: ClassVar[str] = ""
    """The package whose modules hold the things of this kind."""
    variadic: ClassVar[str | None] = None
    """The setting that takes all positional arguments, as in `reshape(1, 8, 8)`."""
    spoken: ClassVar[bool] = True
    """Whether a spec can name it; the compiler makes the others itself."""
    examples: ClassVar[tuple[str, ...]] = ()
    """Tenet texts that use it: test, documentation, hover and parity case at once."""

    @classmethod
    def term(cls) -> str:
        """The name by which a spec calls it."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()


@cache
def known(kind: type[Definition]) -> dict[str, type[Definition]]:
    """Every thing of a kind, by name: the classes in its home that nothing derives from."""
    found: dict[str, type[Definition]] = {}
    for module in modules(kind.home):
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, kind)
                and not isabstract(value)
                and not value.__subclasses__()
                and value.__module__ == module.__name__
            ):
                found[value.term()] = value
    return dict(sorted(found.items()))
