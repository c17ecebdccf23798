"""Numbers moved from one range to another."""

from __future__ import annotations

from math import inf, isfinite
from typing import Annotated

from pydantic import Field, model_validator

from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.shape import Misfit
from tenet.types.tensor import Interval


class Scale(Transform):
    """The range that the numbers are known to lie in, laid onto another: `scale(0..1)`, `scale(-1..1, from=0..255)`.

    Nothing is learnt: y = low + (x - a) * (high - low) / (b - a) for x in a..b. Numbers beyond a..b are
    brought to its ends, so that the range can be relied on.
    """

    alike = True
    spares_classes = True

    to: Interval
    """The range that the numbers have afterwards."""
    of: Annotated[Interval | None, Field(alias="from")] = None
    """The range that they have before; that of what comes before it, unless given."""

    def before(self, x: FieldType) -> Interval:
        """The range that the numbers have before.

        Raises:
            Misfit: it is not known.
        """
        found = x.range if self.of is None else self.of
        if not (isfinite(found.low) and isfinite(found.high)):
            raise Misfit(
                "needs to know in which range its numbers lie",
                "say it, such as `scale(0..1, from=0..255)`, or let `min_max` learn it",
            )
        return found

    @model_validator(mode="after")
    def _has_width(self) -> Scale:
        for name, ends in (("to", self.to), ("from", self.of)):
            if ends is not None and not (isfinite(ends.low) and ends.low < ends.high < inf):
                raise Misfit(
                    f"takes ranges from one number up to another, not {ends}",
                    "such as `scale(0..1, from=0..255)`",
                    setting=name,
                )
        return self

    def result(self, *fields: FieldType) -> FieldType:
        """The same numbers in the other range."""
        x = fields[0].numbers()
        self.before(x)
        return replace(x, range=self.to, origin=x.then(self.term()))
