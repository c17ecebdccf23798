"""The kind of thing that `freeze` takes: parameters that do not move, or not yet."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from tenet.catalogue.definition import Definition
from tenet.catalogue.setting import ByName
from tenet.policy.duration import Clock, Time
from tenet.policy.selection import Selector
from tenet.types.shape import Misfit


class Freezing(Definition):
    """Parameters that do not move, or not yet."""

    kind = "freeze"
    home = "tenet.policy.freezing"


class Frozen(Freezing):
    """Parameters by kind or by pattern that stay as they are: no gradient, no decay, no running statistics that move.

    Their optimizer begins with the step in which they begin to move.
    """

    variadic = "of"

    of: tuple[Selector, ...] = ()
    """Kinds such as `embeddings`, and patterns of paths such as `"resnet18.*"`."""
    until: Annotated[Time | None, ByName()] = None
    """How long from the beginning; to the end unless given."""

    @model_validator(mode="after")
    def _says_something(self) -> Frozen:
        if not self.of:
            raise Misfit("holds no parameters", 'such as `frozen("encoder.*")`')
        return self

    def begin(self, clock: Clock) -> float:
        """The first step, from 0, in which they move."""
        return float("inf") if self.until is None else clock.steps_of(self.until)
