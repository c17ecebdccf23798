"""What is known of a field before, or after, the data is read."""

from __future__ import annotations

from enum import StrEnum

from tenet.frozen import frozen, replace
from tenet.types.dim import Dim, Symbolic, named
from tenet.types.shape import Misfit, Shape, shown
from tenet.types.tensor import EVERYTHING, DType, Interval, TensorType


class Content(StrEnum):
    """What the cells of a column hold."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    """Numbers that count days since 1970-01-01, with parts of days."""
    EITHER = "either"
    """Not known until the whole column is read."""


Class = int | float | str


@frozen
class FieldType:
    """A stage of a field: cells of a content, or numbers on their way to a tensor.

    Attributes:
        content: what the cells hold, while they are cells.
        shape: sizes for one row; `()` for one column, `(n,)` for several.
        dtype: f64 while numbers are being prepared (a field ends in f32), i64 for categories.
        range: where every element lies.
        columns: the names of the columns, while each element is still one column.
        classes: the values that the categories of a single column stand for, once known.
        class_count: how many categories each element chooses from; none for what is no category.
        origin: what was selected and done so far; it names sizes that are not known yet.
        marks: what the last of its categories stand for besides values: `start`, `end`.
        trained: the sizes while training, where an augmentation makes them others.
        sequence: whether the first axis holds places, whose number may differ from row to row.
    """

    content: Content
    shape: Shape
    dtype: DType = DType.F64
    range: Interval = EVERYTHING
    columns: tuple[str, ...] | None = None
    classes: tuple[Class, ...] | None = None
    class_count: Dim | None = None
    origin: str = ""
    marks: tuple[str, ...] = ()
    trained: Shape | None = None
    sequence: bool = False

    @property
    def place(self) -> FieldType:
        """What stands at one place of a sequence."""
        return replace(self, shape=self.shape[1:], sequence=False)

    def along(self, length: Dim) -> FieldType:
        """A sequence of so many of it."""
        return replace(self, shape=(length, *self.shape), sequence=True)

    @property
    def tensor(self) -> TensorType:
        """The type of the finished field, as the network sees it."""
        dtype = DType.F32 if self.dtype is DType.F64 else self.dtype
        return TensorType(dtype, self.shape, self.range)

    @property
    def is_text(self) -> bool:
        """Whether it still holds texts, rather than the numbers that stand for them."""
        return self.content is Content.TEXT and self.dtype is DType.F64

    @property
    def words(self) -> str:
        """What it is, as a modeller is told: text, or the type of the finished field."""
        return f"text{shown(self.shape)}" if self.is_text else str(self.tensor)

    def cells(self) -> FieldType:
        """The same, provided that it still holds the cells of columns, one number or text each."""
        if self.dtype is not DType.F64:
            raise Misfit(
                "needs the cells of columns, but its input is already categories",
                "give the column to it directly, without `categories`",
            )
        if len(self.shape) > 1:
            raise Misfit(
                f"needs one column or several side by side, but its input is {self.tensor.bare}",
                "reshape after it",
            )
        return self

    def numbers(self) -> FieldType:
        """The same, its content known to be numbers; raises Misfit for text and categories."""
        if self.dtype is not DType.F64:
            raise Misfit(
                "needs numbers to calculate with, but its input is categories",
                "use `one_hot` in place of `categories`",
            )
        if self.content is Content.TEXT:
            raise Misfit(
                "needs numbers, but its input is text",
                "turn text into numbers first, with `one_hot` or `categories`",
            )
        return replace(self, content=Content.NUMBER)

    def texts(self) -> FieldType:
        """The same, its content known to be text; raises Misfit for numbers."""
        if self.content in {Content.NUMBER, Content.DATE}:
            raise Misfit(
                "needs text, but its input is numbers",
                'say so of a column whose texts look like numbers: `column("code", type=text)`',
            )
        return replace(self, content=Content.TEXT)

    def then(self, stage: str) -> str:
        """The origin of what a stage makes of it."""
        return f"{self.origin} -> {stage}"

    def length(self, unit: str) -> Symbolic:
        """How many places a row has, once it is divided into such units."""
        return named(f"{unit}({self.origin})")

    @property
    def fitted_classes(self) -> Symbolic:
        """How many different values the training rows hold: a size known when the data is read."""
        return named(f"classes({self.origin})")
