"""What expressions came to be: seen while a network is elaborated, for those who show it beside the text."""

from __future__ import annotations

from functools import cached_property

from tenet.frozen import frozen
from tenet.ir.graph import Graph, Node
from tenet.source import Span


@frozen
class Sight:
    """What an expression, a stage or a name came to be, once; in a block or loop it is seen each time.

    Attributes:
        span: where it stands.
        site: the scope of paths there: which use of a block, which turn of a loop.
        value: a value of the graph, or what it is while compiling; inside the cell of a loop that
            runs, the type of its value.
    """

    span: Span
    site: str
    value: object


@frozen
class Seen:
    """One network as it was elaborated last: with what training adds, where it asks for that.

    Attributes:
        graph: the nodes that were made, those of the loss among them, as far as mistakes let them.
        sights: what was seen, in the order of elaboration.
    """

    graph: Graph
    sights: tuple[Sight, ...]

    @cached_property
    def producers(self) -> dict[int, Node]:
        """The node that computes each value, by the value's number."""
        return self.graph.producers
