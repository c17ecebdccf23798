"""Networks by their text, with what is predicted of them."""

from __future__ import annotations

from collections.abc import Mapping

from tenet.analysis.moments import Given, Moment, Moments, moments
from tenet.elaborate.experiment import elaborate
from tenet.ir.graph import Graph, Node, Value
from tenet.source import Source


class Predicted:
    """A network and its predictions, asked by the names of the spec."""

    def __init__(self, text: str, given: Mapping[str, Given] | None = None) -> None:
        network = elaborate(Source("example.tenet", text)).sound().network
        assert network is not None
        self.graph: Graph = network
        self.found: Moments = moments(network, given)

    def value(self, name: str) -> Value:
        """An output or an input by name, or the value with this hint."""
        if name in self.graph.outputs:
            return self.graph.outputs[name]
        return next(
            v for node in reversed(self.graph.nodes) for v in node.outputs if v.hint == name
        )

    def of(self, name: str) -> Moment:
        """What is predicted of a value, which is something."""
        moment = self.found.of(self.value(name))
        assert moment is not None, self.found.why_unknown(self.value(name))
        return moment

    def node(self, term: str) -> Node:
        """The last use of an operation."""
        return next(node for node in reversed(self.graph.nodes) if node.op.term() == term)
