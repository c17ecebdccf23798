"""The orders in which passes run; the verifier runs after each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, reduce

from tenet.ir.body import inside
from tenet.ir.graph import Graph
from tenet.ir.verify import verify
from tenet.passes.choose_initialisers import choose_initialisers
from tenet.passes.drop_dead import drop_dead
from tenet.passes.drop_identities import drop_identities
from tenet.passes.drop_training_only import drop_training_only
from tenet.passes.fold_batch_norm import Weights, fold_batch_norm
from tenet.passes.fuse_loss import fuse_loss
from tenet.passes.leave_padding_out import leave_padding_out
from tenet.passes.sink_activation import sink_activation

Pass = Callable[[Graph], Graph]
WeighedPass = Callable[[Graph, Weights], tuple[Graph, Weights]]
"""One that changes trained numbers too."""


def within(change: Pass) -> Pass:
    """The pass, which changes the bodies of loops before what is around them."""
    return lambda graph: change(inside(graph, change))


# Padding is left out last: what it adds would hide what a layer feeds, and the activation from the loss.
SOURCE: tuple[Pass, ...] = (within(drop_dead), within(choose_initialisers), leave_padding_out)
# Initialisers are chosen first: what a layer feeds must be seen before the loss hides the softmax.
# Activations sink before fusing: only then does a loss stand right behind them.
OBJECTIVE: tuple[Pass, ...] = (
    within(drop_dead),
    within(choose_initialisers),
    sink_activation,
    fuse_loss,
    leave_padding_out,
)
# Identities go last: dropping what is for training only, and padding, leaves some.
INFERENCE: tuple[Pass, ...] = (
    within(drop_dead),
    within(choose_initialisers),
    within(drop_training_only),
    partial(leave_padding_out, inference=True),
    within(drop_identities),
)
# With trained weights. What stood between a layer and its norm, and did nothing, is gone before.
DEPLOYMENT: tuple[WeighedPass, ...] = (fold_batch_norm,)


def run(passes: tuple[Pass, ...], graph: Graph) -> Graph:
    """The graph after these passes, each of which leaves a graph that holds its laws."""
    return reduce(lambda current, change: verify(change(current)), passes, graph)


def run_weighed(
    passes: tuple[WeighedPass, ...], graph: Graph, weights: Weights
) -> tuple[Graph, Weights]:
    """The graph after these passes, and the numbers of its parameters."""
    for change in passes:
        graph, weights = change(graph, weights)
        verify(graph)
    return graph, weights
