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
        return replace(node, parameters=tuple(known[p.path] for p in node.parameters))

    return graph.rewritten(decided)
