"""What other sections see of the `data` section: its fields, and their sizes."""

from __future__ import annotations

from collections.abc import Mapping

from tenet.data.field import FieldType
from tenet.elaborate.evaluate import AttributeSource
from tenet.frozen import frozen
from tenet.types.dim import Dim, decided_by_data, named


@frozen
class DataHandle(AttributeSource):
    """`data` inside a network: `data.digit.classes` is a size."""

    fields: Mapping[str, FieldType]

    def __str__(self) -> str:
        return "the data section"

    def attributes(self) -> dict[str, object]:
        """The fields by name."""
        return dict(handles(self.fields))


def handles(fields: Mapping[str, FieldType]) -> dict[str, FieldHandle]:
    """The fields by name; categories that several share are called after the first of them."""
    first: dict[Dim | None, str] = {}
    for name, kind in fields.items():
        first.setdefault(kind.class_count, name)
    own = {
        name: name if kind.class_count is None else first[kind.class_count]
        for name, kind in fields.items()
    }
    return {name: FieldHandle(name, kind, own[name]) for name, kind in fields.items()}


@frozen
class FieldHandle(AttributeSource):
    """A field as the sections after `data` see it."""

    name: str
    type: FieldType
    counted: str
    """The field after which the number of its categories is called."""

    def __str__(self) -> str:
        return f"the field `{self.name}`"

    def attributes(self) -> dict[str, object]:
        """Its sizes."""
        found: dict[str, object] = {"shape": self.type.tensor.shape}
        if self.type.tensor.dtype.is_integer:
            count = self.type.class_count
            unread = count is None or decided_by_data(count)
            classes = named(f"data.{self.counted}.classes") if unread or count is None else count
            found["classes"] = classes
            marks = self.type.marks
            found |= {m: classes - len(marks) + place for place, m in enumerate(marks)}
        return found
