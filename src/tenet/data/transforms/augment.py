"""Changes at random while training."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.inputs import MANY
from tenet.data.augmentation import Augmentation
from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.tensor import Interval


class Augment(Transform):
    """Changes at random, drawn anew for each row in each epoch: `augment(flip -> noise(0.1))`.

    Only rows that are trained on are changed; validation, test and the exported model see them as they are.
    Of several fields side by side each is changed alike: `image, mask = (photo, cells) -> augment(flip)`.
    """

    inputs = MANY
    variadic = "changes"
    whole = True
    draws = True

    changes: Annotated[tuple[Augmentation, ...], Field(min_length=1)]
    """What is done, one after the other."""

    def result(self, *fields: FieldType) -> FieldType:
        """The field as it was; its shape while training may be another."""
        x = fields[0]
        after = x
        for change in self.changes:
            after = change.result(after)
        low, high = min(x.range.low, after.range.low), max(x.range.high, after.range.high)
        shape = None if after.shape == x.shape else after.shape
        return replace(x, content=after.content, range=Interval(low, high), trained=shape)
