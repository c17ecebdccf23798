"""What a network learns is counted once for each parameter, and not where a size is open."""

from __future__ import annotations

from tenet.analysis.size import learned, weights
from tenet.elaborate.experiment import elaborate
from tenet.ir.graph import Graph
from tenet.source import Source


def graph(text: str) -> Graph:
    found = elaborate(Source("sizes.tenet", text)).experiment.network
    assert found is not None
    return found


def test_statistics_are_not_learned() -> None:
    net = graph("network(x: f32[4]) -> y { y = x -> dense(3) -> batch_norm }")

    assert learned(net) == 4 * 3 + 3 + 2 * 3
    assert weights(net.parameters.values()) == 4 * 3


def test_shared_parameters_count_once() -> None:
    net = graph("network(x: f32[4]) -> y { shared f = dense(4)\n y = x -> f -> relu -> f }")

    assert learned(net) == 4 * 4 + 4


def test_an_open_size_leaves_it_open() -> None:
    net = graph("network(x: f32[F]) -> y { y = x -> dense(3) }")

    assert learned(net) is None
