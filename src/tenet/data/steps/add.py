"""A constant added."""

from __future__ import annotations

from tenet.data.step import Numbers, Step


class Add(Step):
    """x + values."""

    values: Numbers
    """The constant, for each element."""
    behind: int = 0
    """How many axes stand behind the one whose elements have constants of their own."""

    def inverse(self) -> Step:
        """Taking the same constant away."""
        from tenet.data.steps.subtract import Subtract  # noqa: PLC0415  # each is the other's inverse

        return Subtract(values=self.values, behind=self.behind)
