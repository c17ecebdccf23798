"""The walk: signals forward in the order of the nodes, gradients backward."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, isfinite, sqrt

from tenet.analysis.moments.case import NOMINAL, Bearing, Context, Made, Unknown, unit_axis
from tenet.analysis.moments.moment import Given, Moment, Moments, Unit
from tenet.analysis.moments.signal import NONE, Gradient, Signal, together
from tenet.analysis.moments.table import case_of, why_none
from tenet.ir.graph import Graph, Node, Value
from tenet.types.shape import Misfit

HALF = 1.96 / 2
"""Standard deviations of the logarithm of a mean square to the end of an interval of its root."""
MOST = 50.0
"""The largest such variance that is told: a factor of 1,000 in the rms either way."""
OVERFLOW = "its numbers overflow"
LEAST = 4e-4
"""The variance of the logarithm of a mean square that a finite batch alone brings: 1 % of the rms."""


def moments(graph: Graph, given: Mapping[str, Given] | None = None, samples: int = 1000) -> Moments:
    """Predict a graph at initialisation.

    Args:
        graph: a network, or one with its loss; `init=auto` may be decided already, or not.
        given: what is known of inputs, by name; the others are assumed (`sources.py` says how).
        samples: how many rows of data a unit is tried on before it counts as dead.
    """
    return Walk(graph, Context(graph, given or {}, samples)).found()


class Walk:
    """One pass forward and one backward."""

    def __init__(self, graph: Graph, context: Context) -> None:
        self.graph = graph
        self.context = context
        self.signals: dict[int, Signal] = {}
        self.unknown: dict[int, str] = {}
        self.made: list[tuple[Node, Made | None]] = []
        self.gradients: dict[int, Gradient | None] = {}
        self.units: dict[int, Unit] = {}

    def found(self) -> Moments:
        """What both passes found."""
        for node in self.graph.nodes:
            self.forward(node)
        self.seed()
        for node, made in reversed(self.made):
            self.backward(node, made)
        values = {number: self.moment(number, signal) for number, signal in self.signals.items()}
        return Moments(values, self.units, self.unknown, tuple(self.context.assumptions))

    def forward(self, node: Node) -> None:
        """Effect: notes what is known of a node's results, or why nothing is."""
        try:
            made = self.make(node)
        except (Unknown, ArithmeticError, Misfit) as unknown:
            self.made.append((node, None))
            for value in node.outputs:
                self.unknown[value.number] = _reason(unknown)
            return
        self.made.append((node, made))
        if made.unit != Unit():
            self.units[node.output.number] = made.unit
        for value, signal in zip(node.outputs, made.signals, strict=True):
            if signal is None:
                self.unknown[value.number] = "nothing is known of this result"
            elif not isfinite(signal.square):
                self.unknown[value.number] = OVERFLOW
            else:
                self.signals[value.number] = signal

    def make(self, node: Node) -> Made:
        """What a node makes.

        Raises:
            Unknown: nothing can be said of it.
        """
        case = case_of(node.op)
        if case is None:
            raise Unknown(why_none(node.op))
        signals = tuple(self.signals.get(value.number) for value in node.inputs)
        if isinstance(case, Bearing):
            return case.case(node, signals, self.context)
        known = tuple(signal for signal in signals if signal is not None)
        if len(known) < len(signals):
            missing = next(v for v in node.inputs if v.number not in self.signals)
            raise Unknown(self.unknown[missing.number])
        return case(node, known, self.context)

    def seed(self) -> None:
        """Effect: puts a gradient of 1 on what the losses read, or else on the outputs."""
        losses = [node.inputs[0] for node in self.graph.nodes if node.op.kind == "loss"]
        read: list[Value] = losses or list(self.graph.outputs.values())
        for value in read:
            # Random directions in a space of so many units.
            signal, shape = self.signals.get(value.number), self.context.shape(value.type)
            units = shape[unit_axis(signal, value.type)] if signal is not None and shape else 1
            self.gradients[value.number] = Gradient(1.0, alike=1 / units)

    def backward(self, node: Node, made: Made | None) -> None:
        """Effect: adds a node's share to the gradients of its inputs."""
        coming = [self.gradients.get(value.number, NONE) for value in node.outputs]
        if node.op.kind == "loss" or all(g is not None and g.square == 0 for g in coming):
            return
        if made is None or any(gradient is None for gradient in coming):
            shares: list[Gradient | None] = [None] * len(node.inputs)
        else:
            shares = [_finite(share) for share in made.back(coming)]
        for value, share in zip(node.inputs, shares, strict=False):
            before = self.gradients.get(value.number, NONE)
            self.gradients[value.number] = together(before, share)

    def moment(self, number: int, signal: Signal) -> Moment:
        """What is told of a value."""
        spread = min(signal.spread + LEAST, MOST)
        # The mean over draws of the units' weights is that of a lognormal number, its middle is below.
        rms = sqrt(signal.square) * exp(-signal.own / 4)
        width = exp(HALF * sqrt(spread))
        gradient = self.gradients.get(number, NONE)
        root = low = high = None
        if gradient is not None:
            root = sqrt(gradient.square) * exp(-min(gradient.spread, MOST) / 4)
            known = gradient.spread + gradient.sway**2
            unsure = min(known + gradient.doubt + 6 * LEAST, MOST)
            wide = exp(HALF * sqrt(unsure))
            low, high = root / wide, root * wide
        rows, near = signal.rows, signal.at(1)
        square = signal.square
        return Moment(
            mean=signal.law.mean,
            variance=signal.law.variance,
            rms=rms,
            low=rms / width,
            high=rms * width,
            correlation=signal.overlap(rows) / square if rows is not None and square else None,
            nearby=signal.overlap(near) / square if near is not None and square else None,
            gradient=root,
            gradient_low=low,
            gradient_high=high,
            exact=signal.doubt == 0,
        )


def _reason(unknown: Exception) -> str:
    """Why nothing can be said, in words."""
    if isinstance(unknown, Unknown):
        return str(unknown)
    if isinstance(unknown, Misfit):
        return f"sizes that are not known cannot be {NOMINAL}"
    return OVERFLOW


def _finite(gradient: Gradient | None) -> Gradient | None:
    """A gradient, unless its numbers overflow."""
    return gradient if gradient is not None and isfinite(gradient.square) else None
