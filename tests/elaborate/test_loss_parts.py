"""The parts of a loss may stand in any order, and name one another."""

from __future__ import annotations

from itertools import permutations

import pytest

from tenet.elaborate.experiment import elaborate
from tenet.source import Source

SPEC = """data {{
    source = csv("data.csv")
    x      = columns(["a", "b"]) -> standardize
    t      = columns(["c"]) -> standardize
    split  = random
}}

network(x) -> y {{
    y = x -> dense(4) -> relu -> dense(1)
}}

train {{
    {entries}
    optimizer = adamw(1e-3)
    epochs    = 100
}}
"""
ENTRIES = (
    "loss = both",
    "both = near + 0.1 * far",
    "near = mse(y, t)",
    "far = mae(y, t) + 0 * near",
)


@pytest.mark.parametrize("entries", list(permutations(ENTRIES)))
def test_any_order_will_do(entries: tuple[str, ...]) -> None:
    found = elaborate(Source("spec.tenet", SPEC.format(entries="\n    ".join(entries))))

    assert found.diagnostics == ()
    assert len(found.experiment.plans) == 1
