"""Pictures: files that are read when somebody needs them, each as large as it is."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tenet.data.arrays import Array
from tenet.data.finding import within
from tenet.data.mistakes import BROKEN_PICTURE
from tenet.diagnostics import Rule

if TYPE_CHECKING:
    from PIL.Image import Image

WHOLE = frozenset({"1", "L", "P", "I", "I;16", "I;16B", "I;16L"})
"""Pillow's modes with one whole number a pixel."""
DEEP = frozenset({"I", "F", "I;16", "I;16B", "I;16L"})
"""Pillow's modes whose pixels do not lie in 0..255."""


class UnsuitablePicture(Exception):
    """A picture that cannot be used: which, what is wrong with it, and what to do."""

    def __init__(
        self, picture: Picture, message: str, help_: str | None = None, rule: Rule = BROKEN_PICTURE
    ) -> None:
        super().__init__(message)
        self.picture = picture
        self.message = message
        self.help = help_
        self.rule = rule


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A picture in a file.

    Attributes:
        folder: from where its path is taken, and which it may not leave.
        path: as the table has it.
        row: of the table, counted from 0.
        channels: 3 for red, green and blue; 1 for grey values.
        whole: whether its numbers stand for classes, and are taken as they are.
    """

    folder: Path
    path: str
    row: int
    channels: int
    whole: bool

    def pixels(self) -> Array:
        """What it shows, `[C, H, W]`: u8 0..255, or i64 as the file has it.

        Raises:
            UnsuitablePicture: it cannot be read, or is of another kind.
        """
        file = self.folder / self.path
        if not self.path or "\0" in self.path:
            raise UnsuitablePicture(self, "names no file", "leave such rows out")
        if not within(file, self.folder):
            message = f"leads out of the folder that paths of this table start from, {self._base}"
            raise UnsuitablePicture(self, message, "keep the pictures below it")
        if not file.is_file():
            message = f"is not there; paths of this table start from {self._base}"
            raise UnsuitablePicture(self, message)
        return self._classes(file) if self.whole else self._colours(file)

    @property
    def _base(self) -> str:
        return f'"{self.folder.name}"' if self.folder.name else "the folder of the spec"

    def _colours(self, file: Path) -> Array:
        image = self._image(file)
        if image.mode in DEEP:
            raise UnsuitablePicture(
                self,
                f"has pixels of more than 8 bits (mode {image.mode}), whose scale nobody knows",
                "save it with 8 bits for each colour, or read whole numbers with `dtype=i64`",
            )
        array = np.array(image.convert("RGB" if self.channels == 3 else "L"))
        array = array[..., np.newaxis] if array.ndim == 2 else array
        return np.ascontiguousarray(np.moveaxis(array, -1, 0))

    def _classes(self, file: Path) -> Array:
        image = self._image(file)
        if image.mode not in WHOLE:
            raise UnsuitablePicture(
                self,
                f"holds colours (mode {image.mode}), but a mask is one whole number for each pixel",
                "save masks as grey or indexed PNG files",
            )
        return np.array(image).astype(np.int64)[np.newaxis]

    def _image(self, file: Path) -> Image:
        """The decoded file, turned upright where it says how it was held."""
        from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415  # only who reads pictures has it

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                with Image.open(file) as image:
                    image.load()
                    return ImageOps.exif_transpose(image)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            message = f"claims to be larger than {Image.MAX_IMAGE_PIXELS:,} pixels"
            raise UnsuitablePicture(self, message, "shrink it before, if it is genuine") from None
        except UnidentifiedImageError:
            raise UnsuitablePicture(self, "is no picture that Pillow knows") from None
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            message = f"cannot be read: {str(error).replace(str(file), file.name)}"
            raise UnsuitablePicture(self, message, "copy or download it again") from None
