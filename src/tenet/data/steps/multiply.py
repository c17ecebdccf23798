"""Multiplication by a constant."""

from __future__ import annotations

from tenet.data.step import Numbers, Step


class Multiply(Step):
    """x * values."""

    values: Numbers
    """The constant, for each element."""
    behind: int = 0
    """How many axes stand behind the one whose elements have constants of their own."""

    def inverse(self) -> Step:
        """Dividing by the same constant."""
        from tenet.data.steps.divide import Divide  # noqa: PLC0415  # each is the other's inverse

        return Divide(values=self.values, behind=self.behind)
