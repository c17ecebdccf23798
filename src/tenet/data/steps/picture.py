"""Pictures read, and brought to one size."""

from __future__ import annotations

from typing import Literal

from tenet.catalogue.definition import Count
from tenet.data.step import Step


class ReadImage(Step):
    """The pictures that paths `[N]` name, still unread: each is read when it is needed."""

    whole = True
    outside = True
    reads = True
    holds = "pixel"

    channels: Count
    """How many numbers each pixel has."""
    mask: bool
    """Whether these are whole numbers that stand for classes."""


class Framing(Step):
    """A change of the size of each picture."""

    whole = True
    outside = True
    frames = True


class Stack(Framing):
    """Pictures of one size as one array `[N, C, H, W]`."""


class Resize(Framing):
    """Each picture brought to another size."""

    height: Count
    """Its height."""
    width: Count
    """Its width."""
    mode: Literal["linear", "nearest"]
    """How pixels between pixels are found."""


class CropCenter(Framing):
    """The middle of each picture."""

    height: Count
    """Its height."""
    width: Count
    """Its width."""


class PadTo(Framing):
    """Each picture in the middle of a larger one."""

    height: Count
    """Its height."""
    width: Count
    """Its width."""
    value: float
    """What the margin holds."""
