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
from tenet.ir.graph import Graph, Node

CHOICE: dict[InitFamily, Initialiser] = {
    "he": HeNormal(),  # case 1
    "lecun": LecunNormal(),  # case 2
    "xavier": XavierNormal(),  # case 3
}


def choose_initialisers(graph: Graph) -> Graph:
    """The graph with every parameter's initialiser decided."""

    def decided(node: Node) -> Node:
        if all(parameter.init != "auto" for parameter in node.parameters):
            return node
        choice = CHOICE[fed_family(graph, node)]
        chosen = tuple(replace(p, init=choice) if p.init == "auto" else p for p in node.parameters)
        return replace(node, parameters=chosen)

    return graph.rewritten(decided)
