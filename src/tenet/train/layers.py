"""Every layer while it learns, sampled in one step: how large what it gives is, its gradient, and its update.

Nothing moves by it: the weights after a step are those of a training that nobody looks into.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tenet.analysis.layers import learns
from tenet.analysis.moments import Moments, moments
from tenet.analysis.moments.activations import CLOSED
from tenet.backends.engine import Array, Backend
from tenet.backends.probe import Seen, layers, open_units, probe, rms
from tenet.catalogue.operation import Role
from tenet.data.arrays import Indices
from tenet.ir.graph import Node
from tenet.train.turns import Player, Turns
from tenet.train.units import given

Sample = dict[str, dict[str, float]]
"""What was measured of each layer, by its path."""


class Layers:
    """The layers of networks in training, and what was predicted of them before."""

    def __init__(self, turns: Turns, backend: Backend) -> None:
        self.turns = turns
        self.backend = backend
        self.predicted: dict[str, Moments] = {}

    def step(
        self, indices: Indices, step: int, more: Sequence[Array]
    ) -> tuple[list[object], Sample]:
        """The losses of a step, and what its first batch shows of every layer. Effect: the step is made."""
        players, sample = self.turns.players, Sample()
        before = [player.engine.weights() for player in players]
        for player in players:
            sample |= self._seen(player, indices, step)
        losses = self.turns.step(indices, step, more)
        for player, old in zip(players, before, strict=True):
            new = player.engine.weights()
            for node in _learning(player):
                path = _weight(node)
                moved, size = rms(new[path] - old[path]), rms(old[path])
                sample[self._scoped(player, node)]["update"] = moved / size if size else 0.0
        return losses, sample

    def _seen(self, player: Player, indices: Indices, step: int) -> Sample:
        """What layers give and get before a step."""
        graph, learning = player.turn.graphs.trained, _learning(player)
        gradients = probe(self.backend).pull(player.engine, indices, step)[1]
        nodes = [*learning, *(node for node in graph.nodes if node.op.term() in CLOSED)]
        found = Sample()
        for seen in layers(self.backend, player.engine, graph, indices, step, nodes):
            found[self._scoped(player, seen.node)] = self._measured(player, seen, gradients)
        return found

    def _measured(
        self, player: Player, seen: Seen, gradients: Mapping[str, Array]
    ) -> dict[str, float]:
        predicted = self._moments(player)
        if not learns(seen.node):
            opened = open_units(seen)
            told = {"closed": 1 - float(opened.mean())}
            share = predicted.dead(seen.node)
            return told if share is None else {**told, "predicted": share}
        path = _weight(seen.node)
        told = {"scale": rms(seen.values)}
        if path in gradients:
            told["gradient"] = rms(gradients[path])
        moment = predicted.of(seen.node.output)
        return told if moment is None else {**told, "predicted": moment.rms}

    def _moments(self, player: Player) -> Moments:
        """What was predicted of a network at its first weights."""
        name, graph = player.turn.name, player.turn.graphs.trained
        if name not in self.predicted:
            self.predicted[name] = moments(graph, given(self.turns.prepared, graph))
        return self.predicted[name]

    def _scoped(self, player: Player, node: Node) -> str:
        return self.turns.prepared.scoped(player.turn.name, node.path)


def _learning(player: Player) -> list[Node]:
    """The nodes of a network that learn weights of their own, each layer once."""
    graphs = player.turn.graphs
    return [
        node
        for node in graphs.trained.nodes
        if learns(node) and node.path == node.layer and _weight(node) in graphs.own
    ]


def _weight(node: Node) -> str:
    """The path of a layer's weight, or the first of several."""
    return next(p.path for p in node.parameters if p.role is Role.WEIGHT)
