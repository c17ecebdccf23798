"""Pictures read from files, and brought to one size."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from tenet.catalogue.definition import Count
from tenet.catalogue.setting import called
from tenet.data.augmentation import image
from tenet.data.field import Content, FieldType
from tenet.data.transform import Transform
from tenet.frozen import replace
from tenet.types.dim import named
from tenet.types.shape import Misfit, Shape
from tenet.types.tensor import EVERYTHING, DType, Interval

PIXELS = Interval(0, 255)
"""Where the numbers of pictures lie."""


class ReadImage(Transform):
    """The picture that each path names: `column("path") -> read_image(3)` is `f32[3, H, W] in 0..255`.

    Paths start from the folder of the table, or of the spec where the source is `files`, and do not leave it.
    Any format that Pillow reads, 8 bits for each colour; what is of other colours is brought to red, green and
    blue, or to grey values (ITU-R 601-2); the picture is turned upright where the file says how it was held.
    With `dtype=i64` it is a mask, `i64[1, H, W]`: the whole number of each pixel as the file has it.
    """

    whole = True

    channels: Literal[1, 3]
    """3 for red, green and blue; 1 for grey values, and for masks."""
    dtype: Literal["f32", "i64"] = "f32"
    """`i64` where the numbers stand for classes."""

    @model_validator(mode="after")
    def _one_number(self) -> ReadImage:
        if self.dtype == "i64" and self.channels != 1:
            raise Misfit(
                "reads one whole number for each pixel of a mask, not 3",
                "write `read_image(1, dtype=i64)`",
                setting="channels",
            )
        return self

    def result(self, *fields: FieldType) -> FieldType:
        """A picture for each row, as large as the files have it."""
        x = fields[0]
        if x.sequence or x.shape:
            raise Misfit(
                f"reads one picture for each row, but its input is {x.tensor.bare}",
                "give it a single column of paths",
            )
        x = x.cells().texts()
        origin = x.then(called(self))
        height, width = named(f"height({origin})"), named(f"width({origin})")
        kind = replace(
            x,
            content=Content.NUMBER,
            shape=(self.channels, height, width),
            range=PIXELS,
            columns=None,
            origin=origin,
        )
        if self.dtype == "f32":
            return kind
        classes = named(f"classes({origin})")
        return replace(kind, dtype=DType.I64, range=Interval(0), class_count=classes)


class _Framed(Transform):
    """Pictures `[C, H, W]`, or masks `[H, W]`, of another size; side by side each of them."""

    whole = True
    alike = True

    height: Count
    """How high it is then."""
    width: Count
    """How wide it is then."""

    def result(self, *fields: FieldType) -> FieldType:
        """The same with other sizes."""
        x = image(fields[0])
        x = x if x.dtype is DType.I64 else x.numbers()
        self.check(x.shape)
        shape = (*x.shape[:-2], self.height, self.width)
        return replace(x, shape=shape, columns=None, origin=x.then(called(self)))

    def check(self, shape: Shape) -> None:
        """Raise Misfit where a picture of this shape does not suit."""


class Resize(_Framed):
    """Each picture at another size: `resize(256, 256)`.

    The centre of a pixel lies half a pixel from its edges. `linear` weighs the pixels around a new centre by their
    nearness, as far as a new pixel reaches where the picture shrinks; `nearest` takes the pixel that the new centre
    falls into. Pixels of files stay whole numbers, rounded.
    """

    mode: Literal["linear", "nearest"] = "linear"
    """How pixels between pixels are found; masks take `nearest`, since classes cannot be mixed."""

    def result(self, *fields: FieldType) -> FieldType:
        """The same at the new size."""
        if fields[0].dtype is DType.I64 and self.mode == "linear":
            raise Misfit(
                "would mix whole numbers that stand for classes",
                "write `mode=nearest`",
                setting="mode",
            )
        return super().result(*fields)


class CropCenter(_Framed):
    """The middle of each picture: `crop_center(224, 224)`.

    Where no middle is exact, half a pixel above and left of it.
    """

    def check(self, shape: Shape) -> None:
        """Raise Misfit where it is smaller."""
        if _less(shape[-2], self.height) or _less(shape[-1], self.width):
            raise Misfit(
                f"takes {self.height} x {self.width} out of {shape[-2]} x {shape[-1]}",
                "`resize` pictures before, or `pad_to` them",
            )


class PadTo(_Framed):
    """Each picture in the middle of a larger one: `pad_to(32, 32)`.

    An odd margin is wider below and to the right.
    """

    value: float = 0.0
    """What the margin holds."""

    def result(self, *fields: FieldType) -> FieldType:
        """The same within a margin."""
        if fields[0].dtype is DType.I64 and (self.value < 0 or self.value % 1):
            raise Misfit("fills masks with classes, whole numbers from 0", setting="value")
        x = super().result(*fields)
        known = EVERYTHING if x.range == EVERYTHING else x.range | Interval(self.value, self.value)
        return replace(x, range=known)

    def check(self, shape: Shape) -> None:
        """Raise Misfit where it is larger."""
        if _less(self.height, shape[-2]) or _less(self.width, shape[-1]):
            raise Misfit(
                f"makes {self.height} x {self.width} of {shape[-2]} x {shape[-1]}, which is larger",
                "take less of it with `crop_center`, or `resize` it",
            )


def _less(a: object, b: object) -> bool:
    """Whether a size is known to be smaller."""
    return isinstance(a, int) and isinstance(b, int) and a < b


class Squeeze(Transform):
    """Without the axes of size 1: a mask `i64[1, H, W]` as `i64[H, W]`."""

    alike = True

    def result(self, *fields: FieldType) -> FieldType:
        """The other axes."""
        x = fields[0]
        kept = tuple(size for size in x.shape if size != 1)
        if kept == x.shape:
            raise Misfit(f"takes axes of size 1 away, but its input is {x.tensor.bare}")
        columns = None if len(kept) != len(x.shape) else x.columns
        return replace(x, shape=kept, columns=columns, origin=x.then(self.term()))
