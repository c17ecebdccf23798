"""The orders in which passes run; the verifier runs after each."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from tenet.ir.graph import Graph
from tenet.ir.verify import verify
from tenet.passes.choose_initialisers import choose_initialisers
from tenet.passes.drop_dead import drop_dead
from tenet.passes.drop_training_only import drop_training_only
from tenet.passes.fuse_loss import fuse_loss
from tenet.passes.sink_activation import sink_activation

Pass = Callable[[Graph], Graph]

SOURCE: tuple[Pass, ...] = (drop_dead, choose_initialisers)
# Initialisers are chosen first: what a layer feeds must be seen before the loss hides the softmax.
# Activations sink before fusing: only then does a loss stand right behind them.
OBJECTIVE: tuple[Pass, ...] = (drop_dead, choose_initialisers, sink_activation, fuse_loss)
INFERENCE: tuple[Pass, ...] = (drop_dead, choose_initialisers, drop_training_only)


def run(passes: tuple[Pass, ...], graph: Graph) -> Graph:
    """The graph after these passes, each of which leaves a graph that holds its laws."""
    return reduce(lambda current, change: verify(change(current)), passes, graph)
