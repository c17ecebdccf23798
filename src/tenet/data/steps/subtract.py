"""A constant taken away."""

from __future__ import annotations

from tenet.data.step import Numbers, Step
from tenet.data.steps.add import Add


class Subtract(Step):
    """x - values."""

    values: Numbers
    """The constant, for each element."""
    behind: int = 0
    """How many axes stand behind the one whose elements have constants of their own."""

    def inverse(self) -> Step:
        """Adding the same constant."""
        return Add(values=self.values, behind=self.behind)
