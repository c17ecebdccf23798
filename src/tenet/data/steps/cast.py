"""Numbers of another type."""

from __future__ import annotations

from typing import Literal

from tenet.data.step import Step


class Cast(Step):
    """The nearest number of the element type, ties to even; whole numbers are made of whole ones alone."""

    dtype: Literal["f32", "f64", "i64"]
    """The element type of the result."""
