"""Each value as the number of its class."""

from __future__ import annotations

from pydantic import model_validator

from tenet.catalogue.definition import Count
from tenet.catalogue.setting import called
from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.data.vocabulary import Values, listed, suited
from tenet.frozen import replace
from tenet.types.dim import Dim, named
from tenet.types.shape import Misfit
from tenet.types.tensor import DType, Interval


class Categories(Transform):
    """The place of the cell's value among the values, counted from 0; columns have their own.

    The values are those of the training rows, in ascending order, unless they are given.
    """

    values: Values | None = None
    """The values in their order: a range of whole numbers, a list, or a list for each column."""
    unknown: bool = False
    """Whether the number behind the last stands for missing, unseen and rare values; otherwise these are errors."""
    minimum: Count = 1
    """How often a value must stand in the training rows to be a category of its own."""

    @model_validator(mode="after")
    def _rare_values_go_somewhere(self) -> Categories:
        if self.minimum > 1 and (not self.unknown or self.values is not None):
            raise Misfit(
                "takes rare values for unknown ones, which needs `unknown=true` and values that are learnt",
                f"such as `categories(minimum={self.minimum}, unknown=true)`",
                setting="minimum",
            )
        return self

    def result(self, *fields: FieldType) -> FieldType:
        """Whole numbers from 0, one for each cell."""
        x = fields[0].cells()
        origin = x.then(called(self) if self.unknown else self.term())
        count: Dim = named(f"classes({origin})") if self.unknown else x.fitted_classes
        span, classes = Interval(0), None
        if self.values is not None:
            vocabularies = listed(self.values)
            x = suited(vocabularies, x)
            count = max(len(vocabulary) for vocabulary in vocabularies) + self.unknown
            span = Interval(0, count - 1)
            named_ = x.shape in ((), (1,)) and not self.unknown
            classes = vocabularies[0] if named_ else None
        return replace(
            x,
            dtype=DType.I64,
            range=span,
            classes=classes,
            class_count=count,
            origin=origin,
        )
