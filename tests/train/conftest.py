"""Two small experiments in a folder of their own, and somebody who watches in silence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

CLASSES = """data {
    source  = csv("rows.csv")
    x       = columns(["a", "b", "c"]) -> standardize
    species = column("species") -> categories
    split   = random(train=60%, validation=20%, test=20%, stratify=species, seed=1)
}

network(x: f32[3]) -> probability: f32[3] {
    h = x -> dense(8) -> batch_norm -> relu -> dropout(20%)
    probability = h -> dense(3) -> softmax
}

train {
    loss      = cross_entropy(probability, species)
    optimizer = adamw(1e-2, weight_decay=1e-3)
    schedule  = cosine(warmup=10%)
    batch     = 8
    epochs    = 6
    stop      = early(patience=6)
    metrics   = [accuracy, f1, confusion]
}
"""
NUMBERS = """data {
    source = csv("rows.csv")
    x      = columns(["a", "b", "c"]) -> standardize
    price  = columns(["price"]) -> standardize
    split  = random(train=60%, validation=20%, test=20%, seed=1)
}

network(x: f32[3]) -> estimate: f32[1] {
    estimate = x -> dense(8) -> tanh -> dense(1)
}

train {
    loss      = mse(estimate, price)
    optimizer = sgd(0.05, momentum=0.9)
    batch     = 16
    epochs    = 4
    metrics   = [mae, rmse]
}
"""


class Silent:
    """Watches, and remembers what it was told."""

    def __init__(self) -> None:
        self.epochs: list[dict[str, Any]] = []
        self.steps: list[int] = []
        self.messages: list[str] = []
        self.reason = ""

    def started(self, run: Path, epochs: int, steps: int) -> None:
        """Nothing to remember."""

    def step(self, done: int) -> None:
        """A step is done."""
        self.steps.append(done)

    def epoch(self, record: dict[str, Any]) -> None:
        """An epoch is done."""
        self.epochs.append(record)

    def noticed(self, message: str) -> None:
        """Something is worth knowing."""
        self.messages.append(message)

    def ended(self, reason: str) -> None:
        """Training is over."""
        self.reason = reason


def rows() -> str:
    """A table whose classes and prices follow from its columns, with some noise."""
    random = np.random.default_rng(7)
    cells = random.normal(5, 3, (90, 3))
    scores = cells @ random.standard_normal((3, 3)) + 0.3 * random.standard_normal((90, 3))
    prices = 1000 + 50 * (cells @ np.array([1.0, -2.0, 0.5])) + random.normal(0, 5, 90)
    lines = ["a,b,c,species,price"]
    for cell, score, price in zip(cells, scores, prices, strict=True):
        named = ("ash", "birch", "cedar")[int((score - scores.mean(0)).argmax())]
        lines.append(",".join([*(f"{v:.6f}" for v in cell), named, f"{price:.4f}"]))
    return "\n".join(lines) + "\n"


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a spec beside its data; words of the text may be exchanged."""
    (tmp_path / "rows.csv").write_text(rows())

    def written(kind: str = "classes", *changes: tuple[str, str]) -> Path:
        text = {"classes": CLASSES, "numbers": NUMBERS}[kind]
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        path = tmp_path / "spec.tenet"
        path.write_text(text)
        return path

    return written


@pytest.fixture
def silent() -> Silent:
    return Silent()


@pytest.fixture(scope="session")
def classes_text() -> str:
    """The text of the classification."""
    return CLASSES


@pytest.fixture(scope="session")
def quiet() -> Silent:
    """Somebody who watches runs that several tests look at."""
    return Silent()
