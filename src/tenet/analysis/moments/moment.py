"""What is predicted of the values of a graph, and what it may be asked."""

from __future__ import annotations

from collections.abc import Mapping

from tenet.frozen import frozen
from tenet.ir.graph import Node, Value


@frozen
class Given:
    """What is known of an input: of its numbers before training, in the data or by declaration.

    Attributes:
        mean: over all rows and elements.
        variance: over all rows and elements.
        correlation: between neighbouring places of an image or a sequence; none for what is assumed.
    """

    mean: float
    variance: float
    correlation: float | None = None


LOWEST, HIGHEST = 1e-3, 1e3
"""Between these a layer can be expected to learn from what it is given."""


@frozen
class Moment:
    """What is predicted of one value at initialisation, in the mode of training.

    Numbers are over rows, places and units together. Intervals hold 95 of 100 draws of the weights.

    Attributes:
        mean: of the numbers.
        variance: of the numbers.
        rms: the root of the mean square, at the middle of the draws of weights.
        low: the lower end of the interval of `rms`.
        high: its upper end.
        correlation: E[x x'] / E[x²] of one unit for two rows of the data: 1 where a value has
            forgotten its input; none where it is unknown.
        nearby: the same for two neighbouring places, or tokens, of one row.
        gradient: the root mean square of the derivative of the output with respect to it, where the
            derivative of the loss with respect to each number of the output has that of 1; none
            where it is unknown; 0 where no gradient comes.
        gradient_low: the lower end of the interval of `gradient`.
        gradient_high: its upper end.
        exact: whether no approximation entered the forward numbers but that of wide layers.
    """

    mean: float
    variance: float
    rms: float
    low: float
    high: float
    correlation: float | None = None
    nearby: float | None = None
    gradient: float | None = None
    gradient_low: float | None = None
    gradient_high: float | None = None
    exact: bool = True

    @property
    def is_large(self) -> bool:
        """Whether the whole interval of its size lies above what is healthy."""
        return self.low > HIGHEST

    @property
    def is_small(self) -> bool:
        """Whether the whole interval of its size lies below what is healthy; zeros are meant."""
        return 0 < self.high < LOWEST


@frozen
class Unit:
    """What is predicted of an activation.

    Attributes:
        dead: the share of units that are flat for all rows, so that no gradient passes; none where
            the activation is flat nowhere, or nothing can be said.
        saturated: the share of numbers whose preactivation lies where the activation is flat.
        chi: the factor by which the mean square of a gradient, and a small difference of two inputs,
            changes through the activation and the layer before it; none where no layer is before it.
        xi: over how many such layers correlations of two inputs converge, -1 / ln of the slope of
            the correlation map; infinite at criticality.
    """

    dead: float | None = None
    saturated: float | None = None
    chi: float | None = None
    xi: float | None = None


NOTHING = Unit()


class Moments:
    """The predictions for a graph, by value and by node."""

    def __init__(
        self,
        values: Mapping[int, Moment],
        units: Mapping[int, Unit],
        unknown: Mapping[int, str],
        assumptions: tuple[str, ...],
    ) -> None:
        self._values = values
        self._units = units
        self._unknown = unknown
        self.assumptions = assumptions
        """What was assumed of inputs and of sizes that are not known, in sentences."""

    def of(self, value: Value | int) -> Moment | None:
        """What is predicted of a value, or of that with a number; none where nothing can be said."""
        return self._values.get(value if isinstance(value, int) else value.number)

    def why_unknown(self, value: Value) -> str | None:
        """Why nothing can be said of a value; none where something can."""
        return self._unknown.get(value.number)

    def unit(self, node: Node) -> Unit:
        """What is predicted of an activation; nothing of all else."""
        return self._units.get(node.output.number, NOTHING)

    def dead(self, node: Node) -> float | None:
        """The share of units of an activation that are flat for all rows."""
        return self.unit(node).dead

    def saturated(self, node: Node) -> float | None:
        """The share of numbers of an activation that lie where it is flat."""
        return self.unit(node).saturated
