"""Units of a trained network that never open: an activation that is flat on one side gives them 0 for every row.

Nothing they are made of gets a gradient, so that they are lost for good.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tenet.analysis.moments import Given, moments
from tenet.analysis.moments.activations import CLOSED
from tenet.backends.engine import Backend
from tenet.backends.probe import layers, open_units
from tenet.data.arrays import Array, Indices, places
from tenet.frozen import fields, frozen
from tenet.ir.graph import Graph
from tenet.lint.rules.activation.dying_units import MOST
from tenet.train.batches import batches
from tenet.train.prepare import Prepared
from tenet.train.run import Run
from tenet.train.sealing import read_sealed, write_sealed
from tenet.train.turns import Player, Turns

ROWS = 512
"""Training rows that are looked at, evenly chosen."""
AT_ONCE = 64
"""Of them at once; of fewer rows nothing is told, since a unit may wait for others."""


@frozen
class Closed:
    """A layer of which more units are closed, for all rows, than good practice lets be predicted.

    Attributes:
        network: whose it is.
        path: of the activation.
        closed: how many units are.
        units: how many there are.
        rows: how many rows were looked at.
        predicted: the share that was predicted of the first weights, if one was.
    """

    network: str
    path: str
    closed: int
    units: int
    rows: int
    predicted: float | None

    @property
    def share(self) -> float:
        """The share of the units that is closed."""
        return self.closed / self.units


def write_closed(run: Run, found: Sequence[Closed]) -> None:
    """Effect: the run says which layers have so many closed units; nothing where none has."""
    if found:
        each = [{name: getattr(layer, name) for name in fields(layer)} for layer in found]
        write_sealed(run.units, {"closed": each})


def read_closed(run: Run) -> tuple[Closed, ...]:
    """What a run says of its units.

    Raises:
        TenetError: the file is damaged.
    """
    if not run.units.exists():
        return ()
    return tuple(Closed(**layer) for layer in read_sealed(run.units)["closed"])


def closed_layers(turns: Turns, backend: Backend) -> list[Closed]:
    """The layers of which so many units are closed, by the weights that the engines of networks hold."""
    training = turns.prepared.dataset.parts["train"]
    if len(training) < AT_ONCE:
        return []
    rows = _some(training)
    return [found for player in turns.players for found in _closed(player, turns, backend, rows)]


def _closed(player: Player, turns: Turns, backend: Backend, rows: Indices) -> Iterator[Closed]:
    graph = player.turn.graphs.trained
    nodes = [node for node in graph.nodes if node.op.term() in CLOSED]
    opened: dict[str, Array] = {}
    for batch in batches(rows, AT_ONCE) if nodes else ():
        for seen in layers(backend, player.engine, graph, batch, 0, nodes):
            before = opened.get(seen.node.path, np.False_)
            opened[seen.node.path] = before | open_units(seen)
    shut = [n for n in nodes if opened[n.path].mean() < 1 - MOST]
    predicted = moments(graph, given(turns.prepared, graph), len(rows)) if shut else None
    for node in shut:
        units = opened[node.path]
        share = None if predicted is None else predicted.dead(node)
        count = int((~units).sum())
        yield Closed(player.turn.name, node.path, count, units.size, len(rows), share)


def given(prepared: Prepared, graph: Graph) -> dict[str, Given]:
    """What some training rows tell of a network's inputs."""
    known, rows = prepared.dataset.fields, _some(prepared.dataset.parts["train"])
    found = {}
    for name in graph.inputs:
        values = places(known[name][rows]) if name in known else None
        if values is not None and values.dtype.kind == "f":
            numbers = values.astype(np.float64)
            found[name] = Given(float(numbers.mean()), float(numbers.var()))
    return found


def _some(rows: Indices) -> Indices:
    """So many rows as are looked at, evenly chosen."""
    return rows[np.linspace(0, len(rows) - 1, min(ROWS, len(rows))).astype(np.int64)]
