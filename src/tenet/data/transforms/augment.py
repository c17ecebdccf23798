"""Changes at random while training."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tenet.catalogue.inputs import MANY
from tenet.data.augmentation import Augmentation
from tenet.data.field import FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.shape import Misfit
from tenet.types.tensor import DType, Interval


class Augment(Transform):
    """Changes at random, drawn anew for each row in each epoch: `augment(flip -> noise(0.1))`.

    Only rows that are trained on are changed; validation, test and the exported model see them as they are.
    Of several fields side by side each is changed alike: `image, mask = (photo, cells) -> augment(flip)`. Masks, whole
    numbers that stand for classes, are moved and never mixed; what changes numbers leaves them as they are.
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
        if x.dtype is DType.I64 and not any(change.moves for change in self.changes):
            x.numbers()
        for change in self.changes:
            if change.moves or x.dtype is not DType.I64:
                after = _after(change, after)
        low, high = min(x.range.low, after.range.low), max(x.range.high, after.range.high)
        shape = None if after.shape == x.shape else after.shape
        return replace(x, content=after.content, range=Interval(low, high), trained=shape)

    def settled(self, x: FieldType) -> Augment:
        """The same with all written out that the changes take from what they are applied to."""
        changes: list[Augmentation] = []
        for change in self.changes:
            if change.moves or x.dtype is not DType.I64:
                changes.append(change.settled(x))
                x = change.result(x)
            else:
                changes.append(change)
        return self.model_copy(update={"changes": tuple(changes)})


def _after(change: Augmentation, x: FieldType) -> FieldType:
    """What a change makes of a field; raises Misfit that says which change it is."""
    try:
        return change.result(x)
    except Misfit as error:
        raise Misfit(f"does `{change.term()}`, which {error.message}", error.help) from None
