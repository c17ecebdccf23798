"""Five faults of different groups in one file are five findings that say what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Tenet = Callable[..., Any]
Golden = Callable[[str], None]

CHURN = """# Who leaves next month.

data {
    source = csv("customers.csv")
    x      = columns("usage_*")
    left   = column("left") -> categories(0..2)
    split  = random(train=85%, test=15%, stratify=left)
}

network(x: f32[30] in 0..500) -> y {
    h = x -> dense(64) -> dense(32) -> relu -> dense(64) -> relu
    y = h -> dense(3) -> dropout(20%) -> softmax
}

train {
    loss      = cross_entropy(y, left)
    optimizer = adam(0.5)
    batch     = 32
    epochs    = 60
    metrics   = [accuracy, confusion]
}
"""


def test_five_faults(tenet: Tenet, golden: Golden) -> None:
    Path("churn.tenet").write_text(CHURN, "utf-8")
    outcome = tenet("check", "churn.tenet")

    assert outcome.code == 1
    golden(outcome.out)
