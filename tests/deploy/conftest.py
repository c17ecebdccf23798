"""Small runs to export: three classes, yes or no, and a scaled number, from one table."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tenet.train.fit import fit
from tenet.train.request import Request

DATA = """
data {{
    source  = csv("rows.csv")
    numbers = columns(["a", "b"]) -> impute(median) -> standardize
    colour  = column("colour") -> one_hot
    target  = {target}
    split   = random(train=60%, validation=20%, test=20%, seed=1)
}}

network(numbers: f32[2], colour: f32[C]) -> answer {{
    x = (numbers, colour) -> concat -> dense(8) -> tanh
    answer = x -> {head}
}}

train {{
    loss      = {loss}
    optimizer = adam(1e-2)
    batch     = 16
    epochs    = 3
    metrics   = [{metrics}]
}}
"""
TASKS = {
    "classes": {
        "target": 'column("kind") -> categories',
        "head": "dense(3) -> softmax",
        "loss": "cross_entropy(answer, target)",
        "metrics": "accuracy",
    },
    "bits": {
        "target": 'column("flag") -> categories(["no", "yes"])',
        "head": "dense(1) -> reshape() -> sigmoid",
        "loss": "binary_cross_entropy(answer, target)",
        "metrics": "accuracy",
    },
    "numbers": {
        "target": 'column("price") -> standardize',
        "head": "dense(1) -> reshape()",
        "loss": "mse(answer, target) + 0.1 * mae(answer, target)",
        "metrics": "mae, rmse",
    },
}


def write_rows(path: Path, count: int = 60) -> None:
    """Effect: a table with numbers, some missing, texts, and three targets."""
    dice = random.Random(5)
    lines = ["a,b,colour,kind,flag,price"]
    for row in range(count):
        a, b = dice.gauss(3, 2), dice.gauss(-50, 20)
        shown = "" if row % 9 == 0 else f"{a:.3f}"
        kind = ["ox", "yak", "zebu"][int(a > 2) + int(a > 4)]
        flag = "yes" if b > -50 else "no"
        colour = ["red", "grün", "blue"][row % 3]
        lines.append(f"{shown},{b:.2f},{colour},{kind},{flag},{1000 + 300 * a:.1f}")
    path.write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture(scope="session", params=sorted(TASKS))
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of each task, trained with PyTorch."""
    folder = tmp_path_factory.mktemp(request.param)
    write_rows(folder / "rows.csv")
    (folder / "spec.tenet").write_text(DATA.format(**TASKS[request.param]), "utf-8")
    return fit(Request(folder / "spec.tenet", backend="torch", run=folder / "run"))
