"""Logarithms, and what undoes them."""

from __future__ import annotations

from typing import Literal

from tenet.data.step import Elements, Step


class Logarithm(Step):
    """log(x + shift), of some elements; NaN where that is not above 0."""

    shift: Literal[0, 1] = 0
    """What is added first."""

    def inverse(self) -> Step:
        """The exponential."""
        return Exponential(shift=self.shift)

    @property
    def needs(self) -> str:
        """Which numbers have a logarithm."""
        return f"numbers above {-self.shift}"


class Exponential(Step):
    """exp(x) - shift, of some elements; made to undo logarithms, beyond ±700 it is that of ±700."""

    shift: Literal[0, 1] = 0
    """What is taken away afterwards."""
    of: Elements | None = None
    """Which elements of the last axis it is done to; the others stay. All of them, if not said."""
