"""Pictures cut, shifted, turned and bent."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from tenet.catalogue.definition import Count, Positive
from tenet.data.augmentation import Augmentation, image
from tenet.data.field import FieldType
from tenet.frozen import replace
from tenet.types.shape import Misfit


class _Moving(Augmentation):
    """A change of where things stand in an image `[C, H, W]`, or a mask `[H, W]`."""

    moves = True

    def result(self, x: FieldType) -> FieldType:
        """The same."""
        return image(x)


class Crop(_Moving):
    """A part of a picture, from a place drawn at random: `crop(224, 224)`, or `crop(pad=4)`.

    With `pad`, the picture is first continued that far beyond its edges, by what stands there; without sizes
    the part is as large as the picture was.
    """

    height: Count | None = None
    """How high the part is."""
    width: Count | None = None
    """How wide it is."""
    pad: Annotated[int, Field(ge=0)] = 0
    """By how many pixels the picture is continued on each side."""

    @model_validator(mode="after")
    def _says_something(self) -> Crop:
        if (self.height is None) != (self.width is None):
            raise Misfit("needs a height and a width", "such as `crop(224, 224)`", setting="width")
        if self.height is None and not self.pad:
            raise Misfit(
                "has nothing to take away: it is given neither sizes nor `pad`",
                "say `crop(224, 224)`, or `crop(pad=4)`",
                setting="pad",
            )
        return self

    def result(self, x: FieldType) -> FieldType:
        """The part's sizes."""
        x = image(x)
        if self.height is None or self.width is None:
            return x
        sides = zip(x.shape[-2:], (self.height, self.width), strict=True)
        if any(isinstance(old, int) and old + 2 * self.pad < new for old, new in sides):
            raise Misfit(
                f"takes {self.height} x {self.width} out of {x.shape[-2]} x {x.shape[-1]}",
                "`resize` pictures before, or let `pad` continue them",
            )
        return replace(x, shape=(*x.shape[:-2], self.height, self.width))


class Shift(_Moving):
    """A picture moved by so many whole pixels at most, down or up and right or left; what comes in repeats the edge."""

    pixels: Count
    """How far at most."""


class Rotate(_Moving):
    """A picture turned about its middle; what comes in repeats the edge."""

    degrees: Annotated[float, Field(gt=0, le=180)]
    """How far at most, to either side."""


class Elastic(_Moving):
    """A picture bent: points of a coarse grid are pushed at random, and all between them follows smoothly.

    Ronneberger et al., 2015, sec. 3.1; between points by cubic convolution (Keys, 1981).
    """

    pixels: Positive
    """The standard deviation of the pushes, in pixels."""
    grid: Annotated[int, Field(ge=2)] = 3
    """How many points there are along each side."""
