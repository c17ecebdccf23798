"""Random graphs over the whole catalogue, each in torch, JAX, ONNX Runtime and ONNX's reference evaluator.

They are specs, valid by construction, so that a failure shrinks to a small text. Inputs for which float32 cannot
tell what a network gives are passed over, and counted.
"""

from __future__ import annotations

from collections import Counter

import jax
import pytest
from tests.properties.differential import (
    Undecided,
    assert_same_everywhere,
    assert_same_gradients,
    narrow,
    network_of,
)
from tests.properties.models import models
from tests.properties.share import examine, share

SHARDS = 20
EACH = share(500, 100)
"""Ten thousand under `make fuzz`, two thousand else."""
KEPT = 50
"""The programs of so many graphs are kept: each takes memory maps of the process, which has few."""
MOST_UNDECIDED = 0.3
MOST_WIDE = 0.2
"""So many may have whole numbers that JAX refuses; the other three agree on them."""


@pytest.mark.target
@pytest.mark.slow
@pytest.mark.no_cover  # other tests cover the same, and tracing takes two thirds more time
@pytest.mark.parametrize("shard", range(SHARDS))
def test_random_graphs_agree(shard: int) -> None:
    counted: Counter[str] = Counter()

    def check(text: str) -> None:
        network = network_of(text)
        counted["all"] += 1
        if counted["all"] % KEPT == 0:
            jax.clear_caches()  # type: ignore[no-untyped-call]
        if network is None:
            return
        counted["wide"] += not narrow(network)
        for kind, compare in (
            ("outputs", assert_same_everywhere),
            ("gradients", assert_same_gradients),
        ):
            try:
                compare(network, shard)
            except Undecided:
                counted[f"{kind} undecided"] += 1
                return

    examine(EACH, shard, models(), check)

    assert counted["wide"] < MOST_WIDE * counted["all"]
    assert counted["outputs undecided"] < MOST_UNDECIDED * counted["all"]
    assert counted["gradients undecided"] < MOST_UNDECIDED * counted["all"]
