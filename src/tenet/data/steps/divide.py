"""Division by a constant."""

from __future__ import annotations

from tenet.data.step import Numbers, Step
from tenet.data.steps.multiply import Multiply


class Divide(Step):
    """x / values; a true division, never a product with a reciprocal."""

    values: Numbers
    """The constant, for each element."""
    behind: int = 0
    """How many axes stand behind the one whose elements have constants of their own."""

    def inverse(self) -> Step:
        """Multiplying by the same constant."""
        return Multiply(values=self.values, behind=self.behind)
