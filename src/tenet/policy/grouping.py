"""The kind of thing that `groups` lists: parameters that move in their own way."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from tenet.catalogue.definition import Definition, NotNegative, Positive
from tenet.catalogue.setting import ByName
from tenet.policy.selection import Selector
from tenet.types.shape import Misfit


class Grouping(Definition):
    """Parameters that move in their own way. Of several groups, the last that holds a parameter wins, setting by setting."""

    kind = "parameter group"
    home = "tenet.policy.grouping"


class Group(Grouping):
    """Parameters by kind or by pattern, with settings of the optimizer for them.

    The schedule multiplies their learning rate as it does the optimizer's.
    """

    variadic = "of"

    of: tuple[Selector, ...] = ()
    """Kinds such as `biases`, and patterns of paths such as `"encoder.*"`."""
    learning_rate: Annotated[Positive | None, ByName()] = None
    """The length of a step; the optimizer's unless given."""
    weight_decay: Annotated[NotNegative | None, ByName()] = None
    """How strongly they are drawn towards zero; the optimizer's for weights and embeddings, and 0 for others, unless given."""

    @model_validator(mode="after")
    def _says_something(self) -> Group:
        if not self.of:
            raise Misfit("holds no parameters", "such as `group(biases, norms, weight_decay=0)`")
        if self.learning_rate is None and self.weight_decay is None:
            raise Misfit(
                "changes nothing for its parameters", "give `learning_rate=` or `weight_decay=`"
            )
        return self
