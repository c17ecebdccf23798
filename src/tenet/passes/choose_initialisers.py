"""Decide `init = auto`.

Before: conv.weight starts as `auto`. After: it starts as `he_normal`, since it feeds a ReLU.

1. He for layers that feed the ReLU family (He et al., 2015).
2. LeCun for SELU (Klambauer et al., 2017).
3. Xavier for tanh, sigmoid, softmax and linear outputs (Glorot and Bengio, 2010).
"""

from __future__ import annotations

from tenet.analysis.feeding import fed_family
from tenet.catalogue.initialiser import Initialiser
from tenet.catalogue.operation import InitFamily
from tenet.frozen import replace
from tenet.initialisers.scaled import HeNormal, LecunNormal, XavierNormal
from tenet.ir.body import body_of, inside, with_body
from tenet.ir.graph import Graph, Node, Parameter

CHOICE: dict[InitFamily, Initialiser] = {
    "he": HeNormal(),  # case 1
    "lecun": LecunNormal(),  # case 2
    "xavier": XavierNormal(),  # case 3
}


def choose_initialisers(graph: Graph) -> Graph:
    """The graph with every parameter's initialiser decided, for shared ones by their first use."""
    consumers = graph.consumers
    known: dict[str, Parameter] = {}

    def decided(node: Node) -> Node:
        if not node.parameters:
            return node
        for parameter in node.parameters:
            if parameter.path not in known:
                auto = parameter.init == "auto"
                choice = CHOICE[fed_family(consumers, node)] if auto else parameter.init
                known[parameter.path] = replace(parameter, init=choice)
        return _given(node, known)

    return graph.rewritten(decided)


def _given(node: Node, known: dict[str, Parameter]) -> Node:
    """The node with parameters as they are known, in the body of a loop too."""
    body = body_of(node.op)
    if body is None:
        return replace(node, parameters=tuple(known[p.path] for p in node.parameters))

    def known_inside(graph: Graph) -> Graph:
        return graph.rewritten(lambda inner: _given(inner, known))

    graph = known_inside(inside(body.graph, known_inside))
    return with_body(node, replace(body, graph=graph))
