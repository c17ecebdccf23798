"""Floats of another precision."""

from __future__ import annotations

from typing import Literal

from tenet.data.step import Step


class Cast(Step):
    """The nearest number of the element type, ties to even."""

    dtype: Literal["f32", "f64"]
    """The element type of the result."""
