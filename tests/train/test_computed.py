"""Metrics of what is computed from outputs and fields are those of the numbers, in their own units."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tenet.backends.engine import BACKENDS, Backend
from tenet.train.fit import fit
from tenet.train.request import Request

pytestmark = pytest.mark.target

WIDER = (
    ('price  = columns(["price"])', 'price  = columns(["price", "a"])'),
    ("estimate: f32[1]", "estimate: f32[2], kind, answer"),
    ("tanh -> dense(1)", "tanh -> dense(2)\n    kind = x -> dense(3) -> softmax\n    answer = kind -> argmax"),
    ("split  =", 'species = column("species") -> categories\n    split  ='),
    ("mse(estimate, price)", "mse(estimate, price) + cross_entropy(kind, species)"),
    ("epochs    = 4", "epochs    = 1"),
    (
        "metrics   = [mae, rmse]",
        """metrics {
        both = mae(estimate, price)
        first = mae(estimate[0], price[0])
        second = mae(estimate[1], price[1])
        tenth = mae(estimate[0] / 10, price[0] / 10)
        right = accuracy(kind, species)
        same = accuracy(answer, species)
        table = confusion(answer, species)
        ash = accuracy(answer, species, where=species == 0)
        found = recall(kind, species)
    }""",
    ),
)  # fmt: skip


@pytest.mark.parametrize("backend", BACKENDS)
def test_values_are_judged_in_their_own_units(
    write: Callable[..., Path], tmp_path: Path, silent: Any, backend: Backend
) -> None:
    folder = fit(Request(write("numbers", *WIDER), run=tmp_path / "run", backend=backend), silent)

    judged = json.loads((folder / "metrics.json").read_text())["test"]
    assert judged["both"] == pytest.approx((judged["first"] + judged["second"]) / 2, rel=1e-5)
    assert judged["first"] > 5 * judged["second"]  # prices are in hundreds, `a` in ones
    assert judged["tenth"] == pytest.approx(judged["first"] / 10, rel=1e-5)
    assert judged["same"] == judged["right"]
    assert sum(map(sum, judged["table"])) == 18
    assert judged["ash"] == judged["table"][0][0] / sum(judged["table"][0])
